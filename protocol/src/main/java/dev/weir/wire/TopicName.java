package dev.weir.wire;

/**
 * A topic's name: 1 to 200 bytes of UTF-8, without control, format or separator characters, without leading or trailing
 * white space, not {@code *}, {@code .} or {@code ..}. On a URL it is one percent-encoded path segment.
 *
 * <p>Nothing is asked of an actor or a table under a name that is not one of these.
 */
public record TopicName(String text) implements Comparable<TopicName> {

    public static final int BYTES_MAX = 200;

    /** @throws InvalidText when the text is no topic name */
    public TopicName {
        if (text.isEmpty() || text.length() > BYTES_MAX) {
            throw invalid(text, "1 to " + BYTES_MAX + " bytes of UTF-8");
        }
        if (TextRules.hasLoneSurrogate(text)) {
            throw invalid(text, "valid UTF-8");
        }
        if (TextRules.utf8Bytes(text) > BYTES_MAX) {
            throw invalid(text, "1 to " + BYTES_MAX + " bytes of UTF-8");
        }
        if (TextRules.hasControl(text) || TextRules.hasFormat(text)) {
            throw invalid(text, "no control or format characters");
        }
        if (TextRules.isWhitespace(text.codePointAt(0))
                || TextRules.isWhitespace(text.codePointBefore(text.length()))) {
            throw invalid(text, "no leading or trailing white space");
        }
        if (text.equals("*") || text.equals(".") || text.equals("..")) {
            throw invalid(text, "a name other than *, . and ..");
        }
    }

    private static InvalidText invalid(String text, String expected) {
        return new InvalidText(
                Refusal.BAD_TOPIC, "topic name: " + TextRules.shown(text) + " (expected: " + expected + ")");
    }

    @Override
    public int compareTo(TopicName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
