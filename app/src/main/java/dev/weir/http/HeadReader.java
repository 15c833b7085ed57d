package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * What a request's head says about where its body ends, line by line; stricter than the server library, which reads the head
 * afterwards (RFC 9112, sections 2.2, 5 and 6). A head of which two readers could think differently is refused:
 *
 * <ul>
 *   <li>a length that is anything but digits, a second one, or one beside chunks,
 *   <li>a transfer encoding that is not {@code chunked} alone, or in HTTP/1.0, which has none,
 *   <li>a header without a name, with a blank before its colon or one that goes on in the next line, and bytes that are no
 *       UTF-8, of which the library would take those behind as a part of the value, its line's end among them.
 * </ul>
 *
 * <p>The request line is the library's to judge, but for its length. One instance reads one head.
 */
final class HeadReader {

    /** As many as the library takes, as are the other bounds here, so that it is this that refuses. */
    static final int HEADERS_MAX = 64;

    /** Of 64 topics with names of usual length. */
    static final int REQUEST_LINE_BYTES_MAX = 16 << 10;

    /** Of a header's value. */
    static final int HEADER_BYTES_MAX = 8 << 10;

    private static final int NAME_BYTES_MAX = 64;

    /** Of a length; more digits than any body has that is taken. */
    private static final int DIGITS_MAX = 15;

    private static final byte[] LENGTH = "content-length".getBytes(ISO_8859_1);
    private static final byte[] ENCODING = "transfer-encoding".getBytes(ISO_8859_1);
    private static final byte[] CHUNKED = "chunked".getBytes(ISO_8859_1);
    private static final byte[] OLD_VERSION = " http/1.0".getBytes(ISO_8859_1);

    /** RFC 9110, section 5.6.2. */
    private static final boolean[] TOKEN = new boolean[128];

    static {
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                .chars()
                .forEach(c -> TOKEN[c] = true);
    }

    private int lines;
    private boolean old;
    private long length = -1;
    private boolean chunked;

    /**
     * The next line but the empty one at the end.
     *
     * @param from of the line in the bytes
     * @param to behind it, without its line end
     * @throws InvalidText when the head must not be handed on
     */
    void line(byte[] bytes, int from, int to) {
        if (lines++ == 0) {
            requestLine(bytes, from, to);
            return;
        }
        if (lines > HEADERS_MAX + 1) {
            throw tooLarge("request", "more than " + HEADERS_MAX + " headers", HEADERS_MAX + " headers");
        }
        int colon = checkedName(bytes, from, to);
        int valueFrom = skipBlanks(bytes, colon + 1, to);
        int valueTo = skipBlanksBack(bytes, valueFrom, to);
        if (equalsIgnoreCase(bytes, from, colon, LENGTH)) {
            length(bytes, valueFrom, valueTo);
        } else if (equalsIgnoreCase(bytes, from, colon, ENCODING)) {
            encoding(bytes, valueFrom, valueTo);
        }
    }

    private void requestLine(byte[] bytes, int from, int to) {
        if (from == to) {
            throw new InvalidText(Refusal.BAD_PARAMETER, "request line: empty (expected: METHOD target HTTP/1.1)");
        }
        if (to - from > REQUEST_LINE_BYTES_MAX) {
            throw tooLarge("request line", to - from + " bytes", REQUEST_LINE_BYTES_MAX + " bytes");
        }
        old = to - from >= OLD_VERSION.length && equalsIgnoreCase(bytes, to - OLD_VERSION.length, to, OLD_VERSION);
    }

    private static InvalidText tooLarge(String what, String size, String atMost) {
        return new InvalidText(Refusal.HEADERS_TOO_LARGE, what + ": " + size + " (expected: at most " + atMost + ")");
    }

    /** Whether no line was read. */
    boolean isEmpty() {
        return lines == 0;
    }

    /** Whether chunks follow; to be asked behind the last line. */
    boolean isChunked() {
        return chunked;
    }

    /** How many bytes follow, where no chunks do. */
    long length() {
        return Math.max(0, length);
    }

    /**
     * What holds for trailers too.
     *
     * @return where the colon is
     * @throws InvalidText which does not tell the value: it may be a token
     */
    static int checkedName(byte[] bytes, int from, int to) {
        int colon = from;
        while (colon < to && isToken(bytes[colon])) {
            colon++;
        }
        if (colon == from || colon == to || bytes[colon] != ':') {
            throw InvalidText.of(
                    Refusal.BAD_PARAMETER,
                    "header",
                    new String(bytes, from, Math.min(colon + 1, to) - from, ISO_8859_1),
                    "a name, a colon right behind it, and a value in the same line");
        }
        if (colon - from > NAME_BYTES_MAX) {
            throw tooLarge("header's name", colon - from + " bytes", NAME_BYTES_MAX + " bytes");
        }
        if (to - colon - 1 > HEADER_BYTES_MAX) {
            throw tooLarge(
                    "header " + new String(bytes, from, colon - from, ISO_8859_1),
                    to - colon - 1 + " bytes",
                    HEADER_BYTES_MAX + " bytes");
        }
        if (!isText(bytes, colon + 1, to)) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER,
                    "header " + new String(bytes, from, colon - from, ISO_8859_1)
                            + ": not shown (expected: valid UTF-8 in one line, without control characters)");
        }
        return colon;
    }

    private void length(byte[] bytes, int from, int to) {
        boolean digits = from < to && to - from <= DIGITS_MAX;
        long value = 0;
        for (int i = from; i < to && digits; i++) {
            digits = bytes[i] >= '0' && bytes[i] <= '9';
            value = value * 10 + bytes[i] - '0';
        }
        if (!digits) {
            throw invalid("Content-Length", bytes, from, to, "1 to " + DIGITS_MAX + " digits");
        }
        if (length >= 0 || chunked) {
            throw invalid("Content-Length", bytes, from, to, "one, and none beside Transfer-Encoding");
        }
        length = value;
    }

    private void encoding(byte[] bytes, int from, int to) {
        if (!equalsIgnoreCase(bytes, from, to, CHUNKED) || chunked || length >= 0 || old) {
            throw invalid(
                    "Transfer-Encoding", bytes, from, to, "chunked, once, without Content-Length, in HTTP/1.1 alone");
        }
        chunked = true;
    }

    private static InvalidText invalid(String name, byte[] bytes, int from, int to, String expected) {
        return InvalidText.of(
                Refusal.BAD_PARAMETER, "header " + name, new String(bytes, from, to - from, ISO_8859_1), expected);
    }

    /** No control characters but tabs, and valid UTF-8. */
    private static boolean isText(byte[] bytes, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t') {
                return false;
            }
            ascii &= b >= 0;
        }
        return ascii || isUtf8(bytes, from, to);
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException broken) {
            return false;
        }
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int skipBlanksBack(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    /** @param lower in lower case */
    private static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte b = bytes[from + i];
            if (lower[i] != (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b)) {
                return false;
            }
        }
        return true;
    }
}
