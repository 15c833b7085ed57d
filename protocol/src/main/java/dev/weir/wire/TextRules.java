package dev.weir.wire;

/** Properties of text that several types of the wire ask for. */
final class TextRules {

    private static final int SHOWN_CHARS_MAX = 60;

    private TextRules() {}

    /** Bytes of the UTF-8 form, counted without making it. The text must be free of lone surrogates. */
    static int utf8Bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** True when a surrogate stands alone: such text has no UTF-8 form. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /** True for C0, DEL, C1 and the line and paragraph separators, which some readers take for line ends. */
    static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    /** True for characters that show nothing or reorder what stands around them (Unicode category Cf). */
    static boolean hasFormat(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT);
    }

    static boolean isWhitespace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** The text as an error message may show it: short, one line, ASCII. */
    static String shown(String text) {
        var shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(text.length(), SHOWN_CHARS_MAX); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN_CHARS_MAX ? "…\"" : "\"").toString();
    }
}
