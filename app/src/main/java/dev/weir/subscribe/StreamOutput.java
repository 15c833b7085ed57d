package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import java.time.Clock;
import java.time.Duration;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The one thing a stream is sending, cut into pieces, and the account of what the client took of it. */
final class StreamOutput {

    static final long ARRIVAL_UNKNOWN = -1;

    private final ConnectionProgress progress;
    private final SubscribeObserver observer;
    private final Clock clock;

    private Outgoing bytes = OutgoingBytes.NONE;
    private boolean ofEvents;
    private int events;
    private long arrivedAtMillis = ARRIVAL_UNKNOWN;
    private Cursor reached;

    private int pieceBytes;
    private boolean pieceOfEvents;
    private int pieceEvents;
    private long pieceArrivedAtMillis;

    StreamOutput(ConnectionProgress progress, SubscribeObserver observer, Clock clock) {
        this.progress = progress;
        this.observer = observer;
        this.clock = clock;
        this.reached = progress.cursor();
    }

    boolean isEmpty() {
        return bytes.isEmpty();
    }

    /** Only while empty. */
    void control(Outgoing blocks) {
        bytes = blocks;
        ofEvents = false;
    }

    /**
     * Only while empty.
     *
     * @param arrivedAtMillis when the oldest of them reached Weir, or {@link #ARRIVAL_UNKNOWN}
     * @param reached where the stream stands after them
     */
    void events(Outgoing frames, int count, long arrivedAtMillis, Cursor reached) {
        bytes = frames;
        ofEvents = true;
        events = count;
        this.arrivedAtMillis = arrivedAtMillis;
        this.reached = reached;
    }

    /** Only while not empty. */
    ByteString next() {
        var piece = bytes.next();
        boolean last = bytes.isEmpty();
        pieceBytes = piece.length();
        pieceOfEvents = ofEvents;
        pieceEvents = ofEvents && last ? events : 0;
        pieceArrivedAtMillis = arrivedAtMillis;
        progress.pushed(pieceBytes, ofEvents);
        if (pieceEvents > 0) {
            progress.reached(reached, events);
        }
        return piece;
    }

    /** The client took the last piece, if there was one, and can take another. Events count with their last piece. */
    void taken() {
        progress.taken(pieceBytes > 0 && pieceOfEvents);
        if (pieceBytes > 0) {
            observer.sent(pieceEvents, pieceBytes, latency());
            pieceBytes = 0;
        }
    }

    private @Nullable Duration latency() {
        return pieceEvents == 0 || pieceArrivedAtMillis == ARRIVAL_UNKNOWN
                ? null
                : Duration.ofMillis(clock.millis() - pieceArrivedAtMillis);
    }
}
