package dev.weir.fanout;

import java.util.Arrays;

/**
 * A contiguous run of rendered frames. One thread at a time appends, any number read without locks: what a reader sees
 * is bounded by one volatile word that is written after the bytes.
 */
final class LogSegment {

    private static final int FRAMES_FIRST = 16;
    private static final int INDEX_BYTES_A_FRAME = Integer.BYTES + Long.BYTES;

    /** Counts the segments of one log without holes. */
    final long number;

    /** The sequence number of the first frame. */
    final long firstSeq;

    /** Bytes that the log had appended before this segment. */
    final long start;

    final byte[] bytes;

    /**
     * Where each frame begins, and when its event reached Weir in epoch milliseconds; valid up to the count in
     * {@code filled}. Volatile, since a reader that races with a growth must not see a larger array before what was
     * copied into it.
     */
    private volatile int[] offsets;

    private volatile long[] arrivals;

    /** Frames in the upper half, bytes in the lower: read together, so that they belong together. */
    private volatile long filled;

    private volatile long touchedAtNanos;

    LogSegment(long number, long firstSeq, long start, int capacity, long nowNanos) {
        this.touchedAtNanos = nowNanos;
        this.number = number;
        this.firstSeq = firstSeq;
        this.start = start;
        this.bytes = new byte[capacity];
        // A segment without room is only a place to stand, and a node may have very many of them.
        this.offsets = new int[capacity == 0 ? 0 : FRAMES_FIRST];
        this.arrivals = new long[offsets.length];
    }

    static int bytes(long filled) {
        return (int) filled;
    }

    static int frames(long filled) {
        return (int) (filled >>> 32);
    }

    long filled() {
        return filled;
    }

    boolean hasRoomFor(int length) {
        return bytes.length - bytes(filled) >= length;
    }

    /** Only for the log's writer; the caller has asked {@link #hasRoomFor}, and the frame is not empty. */
    void append(byte[] frame, int length, long arrivedAtMillis, long nowNanos) {
        long before = filled;
        int offset = bytes(before);
        int count = frames(before);
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            arrivals = Arrays.copyOf(arrivals, count * 2);
        }
        System.arraycopy(frame, 0, bytes, offset, length);
        offsets[count] = offset;
        arrivals[count] = arrivedAtMillis;
        touchedAtNanos = nowNanos;
        filled = (long) (count + 1) << 32 | (offset + length);
    }

    /** What it takes of the node's memory: room for frames, filled or not, and the index. */
    int heldBytes() {
        return bytes.length + offsets.length * INDEX_BYTES_A_FRAME;
    }

    /** When something was appended last. */
    long touchedAtNanos() {
        return touchedAtNanos;
    }

    /** Where the log's bytes end that are known from {@code filled}. */
    long end() {
        return start + bytes(filled);
    }

    /** The sequence number of the frame that would be appended next. */
    long nextSeq() {
        return firstSeq + frames(filled);
    }

    /** Where the frame begins that is number {@code index} here; the end of all frames for the index after the last. */
    int offsetOf(int index, long filledNow) {
        return index == frames(filledNow) ? bytes(filledNow) : offsets[index];
    }

    long arrivalOf(int index) {
        return arrivals[index];
    }
}
