package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far one stream has come: written by its {@link CursorSource} only, read by its {@link Connection} and whoever asks
 * about it. Times are nanoseconds of the clock given, which only counts.
 */
final class ConnectionProgress {

    /** A peer that is gone answers a push with a reset, on the slowest of networks. */
    static final Duration FOUND_DEAD_WITHIN = Duration.ofSeconds(2);

    /** Gaps of one stream that are remembered; what was told before them is forgotten. */
    private static final int GAPS_MAX = 16;

    private final LongSupplier nanoTime;
    private final long openedAtNanos;
    private final Cursor start;

    private volatile List<Gap> gaps = List.of();
    private volatile Cursor cursor;
    private volatile long bytes;
    private volatile long events;
    private volatile long lastSentNanos;
    private volatile long lastEventNanos;
    private volatile long lastTakenNanos;
    private volatile long waitingSinceNanos;
    private volatile boolean waiting = true;
    private volatile int waitingBytes;
    private volatile long silenceNanos;
    private volatile long lastSlowNanos;
    private volatile boolean slow;
    private volatile boolean lagging;

    static ConnectionProgress of(StreamStart start, LongSupplier nanoTime) {
        var progress = new ConnectionProgress(start.cursor(), nanoTime);
        progress.missed(start.gaps());
        return progress;
    }

    ConnectionProgress(Cursor start, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = start;
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
        silenceNanos = now - lastSentNanos;
        lastSentNanos = now;
        if (withEvents) {
            lastEventNanos = now;
        }
        waitingSinceNanos = now;
        waitingBytes = byteCount;
        waiting = true;
    }

    /** The client's socket took what was pushed last and can take more. */
    void taken(boolean withEvents) {
        long now = nanoTime.getAsLong();
        if (withEvents) {
            lastTakenNanos = now;
        }
        if (waiting && now - waitingSinceNanos >= Quality.SLOW.toNanos()) {
            lastSlowNanos = now;
            slow = true;
        }
        waiting = false;
        waitingBytes = 0;
    }

    /** The stream has fallen out of what is kept ready, and reads the journal; or it is back. */
    void lagging(boolean now) {
        lagging = now;
    }

    /** Everything up to here has been pushed. */
    void reached(Cursor now, int eventCount) {
        cursor = now;
        long eventsNow = events + eventCount;
        events = eventsNow;
    }

    /** The client was told of these. */
    void missed(List<Gap> more) {
        gaps = Stream.concat(gaps.stream(), more.stream())
                .skip(Math.max(0, gaps.size() + more.size() - GAPS_MAX))
                .toList();
    }

    /** The latest that the client was told of. */
    List<Gap> gaps() {
        return gaps;
    }

    /** Where the stream began. */
    Cursor start() {
        return start;
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

    /** How many those are that wait; 0 when none do. The socket's own buffer is not among them. */
    int waitingBytes() {
        return waitingBytes;
    }

    /** When the client last took something that had waited for {@link Quality#SLOW}; null when it never did. */
    @Nullable Long lastSlowNanos() {
        long at = lastSlowNanos;
        return slow ? Long.valueOf(at) : null;
    }

    boolean lagging() {
        return lagging;
    }

    /**
     * The silence that a stream died of, if it is dead now: since the last push; or before it, when it was that push which
     * found the connection broken.
     */
    Duration silenceAtEnd(long now) {
        long sinceLast = now - lastSentNanos;
        return Duration.ofNanos(sinceLast < FOUND_DEAD_WITHIN.toNanos() ? silenceNanos : sinceLast);
    }

    /** The silence before the last push, once the connection has outlived that push; null before. */
    @Nullable Duration survivedSilence(long now) {
        return now - lastSentNanos < FOUND_DEAD_WITHIN.toNanos() ? null : Duration.ofNanos(silenceNanos);
    }

    /** What has become of the stream, if it is over now. */
    StreamLife life(long now) {
        return new StreamLife(Duration.ofNanos(now - openedAtNanos), events, bytes, cursor, silenceAtEnd(now));
    }
}
