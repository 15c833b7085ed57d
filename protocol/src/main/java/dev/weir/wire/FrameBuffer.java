package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes that frames are written to and its owner reads and reuses. Not for several threads.
 *
 * <p>Clearing keeps the array, so that a writer which renders one frame after the other allocates nothing; an array
 * that one huge event has made huge is given up instead.
 */
public final class FrameBuffer {

    private static final int BYTES_FIRST = 1024;
    private static final int BYTES_KEPT_MAX = 1024 * 1024;

    private byte[] bytes = new byte[BYTES_FIRST];
    private int length;

    /** The array itself, of which the first {@link #length} bytes count, until the next write or clear. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_FIRST];
        }
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public void add(byte[] source, int from, int to) {
        int count = to - from;
        if (count > bytes.length - length) {
            // Doubling overflows at one gigabyte, far above what a batch may hold; Math.addExact says so loudly.
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), 2 * bytes.length));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    public void add(byte[] source) {
        add(source, 0, source.length);
    }

    /** The UTF-8 form of it. */
    public void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }
}
