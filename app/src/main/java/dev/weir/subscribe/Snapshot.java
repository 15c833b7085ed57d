package dev.weir.subscribe;

import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.TopicName;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * The latest event of each key of a topic, shared by whoever asked for it and written a piece at a time.
 *
 * @param events in the order in which they were published
 */
record Snapshot(TopicName topic, List<Event> events) {

    Outgoing in(StreamForm form) {
        return new Writing(form, this);
    }

    private static final class Writing implements Outgoing {

        private final StreamForm form;
        private final Snapshot snapshot;
        private int next;
        private Outgoing piece = OutgoingBytes.NONE;

        Writing(StreamForm form, Snapshot snapshot) {
            this.form = form;
            this.snapshot = snapshot;
        }

        @Override
        public boolean isEmpty() {
            return piece.isEmpty() && next == snapshot.events.size();
        }

        @Override
        public ByteString next() {
            if (piece.isEmpty()) {
                var out = new FrameBuffer();
                while (next < snapshot.events.size() && out.length() < PIECE_BYTES_MAX) {
                    form.snapshot(out, snapshot.topic, snapshot.events.get(next));
                    next++;
                }
                piece = OutgoingBytes.of(ByteString.fromArrayUnsafe(out.toByteArray()));
            }
            return piece.next();
        }
    }
}
