package dev.weir.wire;

import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 as browsers do, for text that other programs sent. */
final class Utf8 {

    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    /**
     * The text, with U+FFFD for what is no UTF-8, as many of them as the WHATWG Encoding standard says: one for every
     * longest run of bytes that begins a character, and one for every other byte.
     */
    static String decode(byte[] bytes, int from, int to) {
        var text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        // Java agrees on what is valid, but gives an encoded surrogate one replacement where browsers give three.
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeByteByByte(bytes, from, to);
    }

    private static String decodeByteByByte(byte[] bytes, int from, int to) {
        var out = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int lead = bytes[i++] & 0xff;
            int following = following(lead);
            if (following == 0) {
                out.append(lead < 0x80 ? (char) lead : REPLACEMENT);
                continue;
            }
            int codePoint = lead & (0x3f >> following);
            int seen = 0;
            while (seen < following && i < to && mayFollow(lead, seen, bytes[i] & 0xff)) {
                codePoint = codePoint << 6 | (bytes[i++] & 0x3f);
                seen++;
            }
            out.appendCodePoint(seen == following ? codePoint : REPLACEMENT);
        }
        return out.toString();
    }

    /** How many bytes follow this one; 0 also for a byte that begins nothing. */
    private static int following(int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    }

    /** The second byte is bounded further, against overlong forms, surrogates and numbers beyond U+10FFFF. */
    private static boolean mayFollow(int lead, int seen, int b) {
        int lowest = seen > 0 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = seen > 0 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        return b >= lowest && b <= highest;
    }
}
