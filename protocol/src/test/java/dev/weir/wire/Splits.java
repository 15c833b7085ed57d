package dev.weir.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts a stream as networks do, and reads it. */
final class Splits {

    private static final int BYTES_MAX = 16 << 20;

    private Splits() {}

    /** What came of a stream, however it was cut. */
    record Outcome(List<Frame> frames, String lastEventId) {}

    static Outcome whole(byte[] stream) {
        return read(List.of(stream));
    }

    static Outcome byteByByte(byte[] stream) {
        var chunks = new ArrayList<byte[]>();
        for (byte b : stream) {
            chunks.add(new byte[] {b});
        }
        return read(chunks);
    }

    /** Chunks of 0 to 9 bytes, now and then longer. */
    static Outcome atRandom(byte[] stream, SplittableRandom random) {
        var chunks = new ArrayList<byte[]>();
        int at = 0;
        while (at < stream.length) {
            int length = random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(10);
            int end = Math.min(stream.length, at + length);
            chunks.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        return read(chunks);
    }

    private static Outcome read(List<byte[]> chunks) {
        var parser = new FrameParser(BYTES_MAX, BYTES_MAX);
        var frames = new ArrayList<Frame>();
        chunks.forEach(chunk -> frames.addAll(parser.parse(chunk)));
        return new Outcome(List.copyOf(frames), parser.lastEventId());
    }
}
