package dev.weir.subscribe;

import java.util.ArrayDeque;
import java.util.List;
import org.apache.pekko.util.ByteString;

/** Bytes on their way out, given away piece by piece: a piece that the socket took is a slow client's sign of life. */
interface Outgoing {

    int PIECE_BYTES_MAX = 16 * 1024;

    boolean isEmpty();

    /** The next piece, of about {@link #PIECE_BYTES_MAX} at most and never empty; only while not empty. */
    ByteString next();

    /** These, one after the other. */
    static Outgoing all(List<Outgoing> parts) {
        return new Sequence(parts);
    }

    /** Several as one. */
    final class Sequence implements Outgoing {

        private final ArrayDeque<Outgoing> parts;

        private Sequence(List<Outgoing> parts) {
            this.parts = new ArrayDeque<>(parts);
            dropEmpty();
        }

        @Override
        public boolean isEmpty() {
            return parts.isEmpty();
        }

        @Override
        public ByteString next() {
            var piece = parts.element().next();
            dropEmpty();
            return piece;
        }

        private void dropEmpty() {
            while (!parts.isEmpty() && parts.element().isEmpty()) {
                parts.remove();
            }
        }
    }
}
