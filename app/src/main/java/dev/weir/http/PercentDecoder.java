package dev.weir.http;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict percent-decoding (RFC 3986, section 2.1): two hexadecimal digits after every {@code %}, UTF-8 altogether. */
final class PercentDecoder {

    private static final String EXPECTED = "percent-encoded UTF-8, two hexadecimal digits after each %";

    private PercentDecoder() {}

    /**
     * @param what names the part in the refusal's message
     * @param text ASCII
     * @throws InvalidText {@link Refusal#BAD_TARGET}
     */
    static String decode(String what, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
            int low = i + 2 < text.length() ? digit(text.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                throw InvalidText.of(Refusal.BAD_TARGET, what, text, EXPECTED);
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException invalid) {
            throw InvalidText.of(Refusal.BAD_TARGET, what, text, EXPECTED);
        }
    }

    /** Not {@link Character#digit}, which takes digits of every script. */
    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
