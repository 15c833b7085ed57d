package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one stream has come: written by its {@link CursorSource} only, read by its {@link Connection} and whoever asks
 * about it. Times are nanoseconds of the clock given, which only counts.
 */
final class ConnectionProgress {

    private final LongSupplier nanoTime;
    private final long openedAtNanos;

    private volatile Cursor cursor;
    private volatile long bytes;
    private volatile long events;
    private volatile long lastSentNanos;
    private volatile long lastEventNanos;
    private volatile long lastTakenNanos;
    private volatile long waitingSinceNanos;
    private volatile boolean waiting = true;

    ConnectionProgress(Cursor start, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.cursor = start;
        openedAtNanos = nanoTime.getAsLong();
        lastSentNanos = openedAtNanos;
        lastEventNanos = openedAtNanos;
        lastTakenNanos = openedAtNanos;
        waitingSinceNanos = openedAtNanos;
    }

    /** Bytes went to the client's socket, which has not taken them yet. */
    void pushed(int byteCount, boolean withEvents) {
        long now = nanoTime.getAsLong();
        long bytesNow = bytes + byteCount;
        bytes = bytesNow;
        lastSentNanos = now;
        if (withEvents) {
            lastEventNanos = now;
        }
        waitingSinceNanos = now;
        waiting = true;
    }

    /** The client's socket took what was pushed last and can take more. */
    void taken(boolean withEvents) {
        if (withEvents) {
            lastTakenNanos = nanoTime.getAsLong();
        }
        waiting = false;
    }

    /** Everything up to here has been pushed. */
    void reached(Cursor now, int eventCount) {
        cursor = now;
        long eventsNow = events + eventCount;
        events = eventsNow;
    }

    Cursor cursor() {
        return cursor;
    }

    long bytes() {
        return bytes;
    }

    long events() {
        return events;
    }

    long openedAtNanos() {
        return openedAtNanos;
    }

    /** When anything was last pushed. */
    long lastSentNanos() {
        return lastSentNanos;
    }

    /** When an event was last pushed; the opening while none was. */
    long lastEventNanos() {
        return lastEventNanos;
    }

    /** When the client last took bytes of events: its last progress. */
    long lastTakenNanos() {
        return lastTakenNanos;
    }

    /** Since when bytes wait that the client does not take; null while none do. */
    @Nullable Long waitingSinceNanos() {
        long since = waitingSinceNanos;
        return waiting ? Long.valueOf(since) : null;
    }
}
