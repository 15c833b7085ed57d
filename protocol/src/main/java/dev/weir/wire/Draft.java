package dev.weir.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a publisher sends: an event that has no id yet.
 *
 * <p>Sizes in bytes that depend on settings ({@code topics.event-bytes-max}) and that JSON is JSON are checked by
 * whoever reads it from outside; everything else is checked here.
 *
 * @param data at least one character, no lone surrogates; NUL and U+FEFF pass
 * @param type the name browsers listen for, at most 100 characters, no control characters, not starting with
 *     {@code stream-}, not {@code error} or {@code open}; null for {@code message}
 * @param key what the event is about, 1 to 200 bytes, no control characters; null for none
 * @param idempotencyKey 1 to 200 bytes; null for none
 */
public record Draft(
        Content content,
        String data,
        @Nullable String type,
        @Nullable String key,
        @Nullable String idempotencyKey) {

    public static final int TYPE_CHARS_MAX = 100;
    public static final int KEY_BYTES_MAX = 200;
    public static final int IDEMPOTENCY_KEY_BYTES_MAX = 200;

    private static final String RESERVED_TYPE_PREFIX = "stream-";

    /** @throws InvalidText when a part is not as described */
    public Draft {
        checkData(data);
        if (type != null) {
            checkType(type);
        }
        if (key != null) {
            checkKey(key);
        }
        if (idempotencyKey != null) {
            checkIdempotencyKey(idempotencyKey);
        }
    }

    /** A draft without type or keys. */
    public static Draft of(Content content, String data) {
        return new Draft(content, data, null, null, null);
    }

    /** Bytes of the data's UTF-8 form. */
    public int dataBytes() {
        return TextRules.utf8Bytes(data);
    }

    /** Bytes of the UTF-8 forms of all its texts. */
    public int textBytes() {
        return dataBytes() + bytes(type) + bytes(key) + bytes(idempotencyKey);
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : TextRules.utf8Bytes(text);
    }

    /** @throws InvalidText when this cannot be an idempotency key, of one event or of a batch */
    public static void checkIdempotencyKey(String key) {
        checkSmallText(Refusal.BAD_IDEMPOTENCY_KEY, "idempotency key", key, IDEMPOTENCY_KEY_BYTES_MAX);
    }

    private static void checkData(String data) {
        if (data.isEmpty()) {
            throw new InvalidText(
                    Refusal.BAD_DATA, "data: empty (expected: at least one character; browsers drop empty events)");
        }
        if (TextRules.hasLoneSurrogate(data)) {
            throw new InvalidText(Refusal.BAD_DATA, "data: a lone surrogate (expected: text that has a UTF-8 form)");
        }
    }

    /** @throws InvalidText when this cannot be an event's type */
    public static void checkType(String type) {
        if (type.isEmpty() || type.length() > TYPE_CHARS_MAX) {
            throw badType(type, "1 to " + TYPE_CHARS_MAX + " characters");
        }
        if (TextRules.hasControl(type) || TextRules.hasLoneSurrogate(type)) {
            throw badType(type, "no control characters and no lone surrogates");
        }
        if (type.startsWith(RESERVED_TYPE_PREFIX) || type.equals("error") || type.equals("open")) {
            throw badType(type, "not a reserved name: stream-…, error, open");
        }
    }

    private static InvalidText badType(String type, String expected) {
        return new InvalidText(
                Refusal.BAD_TYPE, "event type: " + TextRules.shown(type) + " (expected: " + expected + ")");
    }

    /** @throws InvalidText when this cannot be an event's key */
    public static void checkKey(String key) {
        checkSmallText(Refusal.BAD_KEY, "event key", key, KEY_BYTES_MAX);
    }

    private static void checkSmallText(Refusal refusal, String what, String text, int bytesMax) {
        boolean wellFormed = !TextRules.hasLoneSurrogate(text) && !TextRules.hasControl(text);
        if (text.isEmpty() || !wellFormed || TextRules.utf8Bytes(text) > bytesMax) {
            throw new InvalidText(
                    refusal,
                    what + ": " + TextRules.shown(text) + " (expected: 1 to " + bytesMax
                            + " bytes of UTF-8 without control characters)");
        }
    }
}
