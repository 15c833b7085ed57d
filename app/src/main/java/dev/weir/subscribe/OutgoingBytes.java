package dev.weir.subscribe;

import org.apache.pekko.util.ByteString;

/**
 * Whole frames on their way out, given away in pieces that share the array.
 *
 * <p>Pieces end between frames; a frame larger than a piece is cut, but never within its last bytes: a client that keeps
 * the id before it has the whole block would lose the event when the connection breaks between the two.
 */
final class OutgoingBytes implements Outgoing {

    /** Room for the {@code id:} line of 64 topics that ends a frame, and the blank line behind it. */
    static final int FRAME_TAIL_BYTES = 2048;

    static final OutgoingBytes NONE = new OutgoingBytes(new byte[0], 0, 0);

    private final byte[] bytes;
    private final int end;
    private int from;

    /** @param bytes not written to between {@code offset} and {@code offset + length} any more */
    OutgoingBytes(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.from = offset;
        this.end = offset + length;
    }

    static OutgoingBytes of(ByteString frames) {
        var array = frames.toArrayUnsafe();
        return new OutgoingBytes(array, 0, array.length);
    }

    @Override
    public boolean isEmpty() {
        return from == end;
    }

    @Override
    public ByteString next() {
        int to = cut();
        var piece = ByteString.fromArrayUnsafe(bytes, from, to - from);
        from = to;
        return piece;
    }

    private int cut() {
        int limit = from + PIECE_BYTES_MAX;
        if (limit >= end) {
            return end;
        }
        for (int i = limit; i > from + 1; i--) {
            if (frameEndsBefore(i)) {
                return i;
            }
        }
        int tailEnd = Math.min(end, limit + FRAME_TAIL_BYTES);
        for (int i = limit + 1; i <= tailEnd; i++) {
            if (frameEndsBefore(i)) {
                return i;
            }
        }
        return limit;
    }

    private boolean frameEndsBefore(int index) {
        return bytes[index - 1] == '\n' && bytes[index - 2] == '\n';
    }
}
