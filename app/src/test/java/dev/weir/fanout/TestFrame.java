package dev.weir.fanout;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A frame that says its sequence number and whose every byte can be checked: length, seq, filling. */
final class TestFrame {

    static final int HEAD_BYTES = Integer.BYTES + Long.BYTES;

    private TestFrame() {}

    static byte[] of(long seq, int length) {
        var frame = new byte[length];
        Arrays.fill(frame, (byte) seq);
        ByteBuffer.wrap(frame).putInt(length).putLong(seq);
        return frame;
    }

    static void append(TopicLog log, long seq, int length) {
        log.append(of(seq, length), length, seq * 1000);
    }

    /**
     * Checks that what was read are whole frames, the first of them number {@code expected}, without a hole.
     *
     * @return the number of the frame that must come next
     */
    static long check(LogReader reader, long expected) {
        var frames = ByteBuffer.wrap(reader.bytes(), reader.offset(), reader.length());
        long next = expected;
        while (frames.hasRemaining()) {
            int length = frames.getInt();
            long seq = frames.getLong();
            if (seq != next) {
                throw new AssertionError("frame: " + seq + " (expected: " + next + ")");
            }
            for (int i = HEAD_BYTES; i < length; i++) {
                byte filling = frames.get();
                if (filling != (byte) seq) {
                    throw new AssertionError(
                            "byte of frame " + seq + ": " + filling + " (expected: " + (byte) seq + ")");
                }
            }
            next++;
        }
        if (next - expected != reader.events() || reader.seq() != next - 1) {
            throw new AssertionError("events: " + reader.events() + ", seq " + reader.seq() + " (expected: " + expected
                    + ".." + next + ")");
        }
        return next;
    }
}
