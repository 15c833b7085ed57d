package dev.weir.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object, member by member, on one line of ASCII.
 *
 * <p>Whatever is not printable ASCII, and quotes, backslashes and {@code <}, is written as a Unicode escape, so no text
 * can end a line, a string or, where somebody pastes it into a page, a script. A lone surrogate stays one, escaped.
 */
final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder("{");

    JsonText member(String name, @Nullable String value) {
        name(name);
        string(value);
        return this;
    }

    JsonText member(String name, @Nullable Long value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonText member(String name, int value) {
        name(name);
        out.append(value);
        return this;
    }

    JsonText member(String name, boolean value) {
        name(name);
        out.append(value);
        return this;
    }

    /** The text form of each value, as a string. */
    JsonText member(String name, @Nullable Position value) {
        return member(name, value == null ? null : value.toString());
    }

    /** An object with the text forms as names and values, in the order of the map. */
    JsonText member(String name, Map<TopicName, Position> values) {
        name(name);
        var object = new JsonText();
        values.forEach((topic, position) -> object.member(topic.text(), position));
        out.append(object.end());
        return this;
    }

    /** An array of the names, in this order. */
    JsonText member(String name, List<TopicName> values) {
        name(name);
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            string(values.get(i).text());
        }
        out.append(']');
        return this;
    }

    /** The object, closed. Nothing is written after this. */
    String end() {
        return out.append('}').toString();
    }

    private void name(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        string(name);
        out.append(':');
    }

    private void string(@Nullable String text) {
        if (text == null) {
            out.append("null");
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        out.append('"');
    }

    private void character(char c) {
        if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<') {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX[c >> shift & 0xf]);
            }
        } else {
            out.append(c);
        }
    }
}
