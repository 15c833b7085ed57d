package dev.weir.client;

import java.nio.ByteBuffer;

/** Undoes a content encoding in steps of a bounded size. */
interface Decoder extends AutoCloseable {

    /**
     * Takes from {@code in} and writes to {@code out}, until one of them is used up. Whatever can be decoded of the
     * bytes that were taken is given out: when {@code out} was filled there may be more, also without input.
     *
     * @return how many bytes were written
     * @throws FailedTry when the bytes are not in this encoding
     */
    int decode(ByteBuffer in, byte[] out);

    /** Whether the bytes so far may be all. */
    boolean isAtEnd();

    @Override
    void close();

    /** For no encoding. */
    final class Identity implements Decoder {

        @Override
        public int decode(ByteBuffer in, byte[] out) {
            int count = Math.min(in.remaining(), out.length);
            in.get(out, 0, count);
            return count;
        }

        @Override
        public boolean isAtEnd() {
            return true;
        }

        @Override
        public void close() {}
    }
}
