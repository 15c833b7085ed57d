package dev.weir.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Whether a text is JSON that every reader will be able to read. The text itself is kept and never written anew. */
public final class JsonChecks {

    private static final String EXPECTED =
            "one JSON value as in RFC 8259, nested at most 1000 deep, no lone surrogates";
    private static final int EXCERPT_CHARS = 20;

    /** What is done with a parser; the I/O is a string's. */
    @FunctionalInterface
    public interface Reading {
        void read(JsonParser json) throws IOException;
    }

    private JsonChecks() {}

    /**
     * @return the text without the white space around the value
     * @throws InvalidText {@link Refusal#BAD_JSON}, or {@link Refusal#BAD_DATA} for a lone surrogate in a string
     */
    public static String value(String text) {
        read(text, json -> {
            if (json.nextToken() == null) {
                throw notJson(text, 0);
            }
            skipValue(json);
            checkEnd(text, json);
        });
        return trimmed(text);
    }

    /** Nothing but white space may follow. */
    public static void checkEnd(String text, JsonParser json) throws IOException {
        if (json.nextToken() != null) {
            throw notJson(text, json.currentTokenLocation().getCharOffset());
        }
    }

    /** Reads, and says where when the text is not JSON. */
    public static void read(String text, Reading reading) {
        try (var json = Json.FACTORY.createParser(text)) {
            reading.read(json);
        } catch (JsonProcessingException invalid) {
            var location = invalid.getLocation();
            throw notJson(text, location == null ? 0 : location.getCharOffset());
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string does no I/O", impossible);
        }
    }

    /** From a value's first token to its last one, looking at every string; the parser looks at the names. */
    public static void skipValue(JsonParser json) throws IOException {
        int depth = 0;
        do {
            var token = json.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING) {
                checkSurrogates(json);
            }
        } while (depth > 0 && json.nextToken() != null);
    }

    /** The text of the value whose first token was just read, as it stands in the whole. */
    public static String slice(String text, JsonParser json) throws IOException {
        int from = (int) json.currentTokenLocation().getCharOffset();
        skipValue(json);
        return text.substring(from, (int) json.currentLocation().getCharOffset());
    }

    /** JSON's own white space only. */
    public static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isWhitespace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** An escape such as {@code \ud800} is JSON by its grammar, but no parser can give what it says as text. */
    private static void checkSurrogates(JsonParser json) throws IOException {
        char[] chars = json.getTextCharacters();
        int from = json.getTextOffset();
        int to = from + json.getTextLength();
        for (int i = from; i < to; i++) {
            if (Character.isHighSurrogate(chars[i]) && i + 1 < to && Character.isLowSurrogate(chars[i + 1])) {
                i++;
            } else if (Character.isSurrogate(chars[i])) {
                int end = Math.min(to, i + EXCERPT_CHARS);
                int start = Math.max(from, i - EXCERPT_CHARS);
                throw InvalidText.of(
                        Refusal.BAD_DATA, "JSON string", new String(chars, start, end - start), "no lone surrogates");
            }
        }
    }

    private static InvalidText notJson(String text, long offset) {
        int near = (int) Math.max(0, Math.min(offset, text.length()));
        int start = Math.max(0, near - EXCERPT_CHARS);
        int end = Math.min(text.length(), near + EXCERPT_CHARS);
        return InvalidText.of(Refusal.BAD_JSON, "JSON near offset " + near, text.substring(start, end), EXPECTED);
    }
}
