package dev.weir.command;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one input of any length. A line ends with LF or CRLF, the last one also with the input; a byte
 * order mark before the first is skipped.
 *
 * <p>A line is given out as soon as its end is there. What is held is one line, or a piece of 64 KiB.
 */
final class LineReader {

    static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    private static final int PIECE_BYTES = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private byte[] held = new byte[PIECE_BYTES];
    private int from;
    private int to;
    private long bytesTaken;
    private boolean first = true;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Bytes of the lines that were given out, their ends included. */
    long bytesTaken() {
        return bytesTaken;
    }

    /**
     * The next line without its end, or null behind the last one.
     *
     * @throws InvalidText when it is longer than {@value #LINE_BYTES_MAX} bytes, or not UTF-8
     */
    @Nullable String next() throws IOException {
        int scanned = from;
        int end = indexOfLineEnd(scanned);
        while (end < 0) {
            scanned = to - from;
            checkLength(scanned);
            if (!readMore()) {
                return from == to ? null : take(to, to);
            }
            end = indexOfLineEnd(from + scanned);
        }
        checkLength(end - from);
        return take(end, end + 1);
    }

    private String take(int end, int next) {
        int begin = from;
        bytesTaken += next - from;
        from = next;
        if (first) {
            first = false;
            begin += beginsWithMark(begin, end) ? BYTE_ORDER_MARK.length : 0;
        }
        return text(begin, end > begin && held[end - 1] == '\r' ? end - 1 : end);
    }

    private boolean beginsWithMark(int begin, int end) {
        int markEnd = begin + BYTE_ORDER_MARK.length;
        return markEnd <= end && Arrays.equals(held, begin, markEnd, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private String text(int begin, int end) {
        var bytes = ByteBuffer.wrap(held, begin, end - begin);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException invalid) {
            // The decoder leaves the buffer before what it could not read.
            int at = bytes.position() - begin;
            throw new InvalidText(
                    Refusal.BAD_DATA,
                    String.format("byte %d: 0x%02x (expected: valid UTF-8)", at + 1, held[begin + at] & 0xff));
        }
    }

    private int indexOfLineEnd(int begin) {
        for (int i = begin; i < to; i++) {
            if (held[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static void checkLength(int bytes) {
        if (bytes > LINE_BYTES_MAX) {
            throw new InvalidText(
                    Refusal.EVENT_TOO_LARGE, "longer than " + LINE_BYTES_MAX + " bytes (expected: one event a line)");
        }
    }

    /** False at the end of the input. */
    private boolean readMore() throws IOException {
        if (from > 0) {
            System.arraycopy(held, from, held, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == held.length) {
            held = Arrays.copyOf(held, 2 * held.length);
        }
        int count = in.read(held, to, held.length - to);
        to += Math.max(0, count);
        return count >= 0;
    }
}
