package dev.weir.fanout;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in a {@link TopicLog}. Used by one thread at a time, except for the wake-up.
 *
 * <p>It holds numbers, and a segment's bytes only from a read that found some to the next read: a reference would keep
 * dropped segments alive behind a slow client.
 */
public final class LogReader {

    /** What a {@link #read} found. */
    public enum Outcome {
        /** {@link #bytes} from {@link #offset}, {@link #length} of them, are whole frames and now count as read. */
        DATA,
        /** Nothing yet: park, then read once more before going to sleep. */
        EMPTY,
        /** The next event is not in the log: go on from the journal after {@link #seq}, then seek. */
        BEHIND,
        /** Everything was read, and the topic is closed: nothing will ever follow. */
        CLOSED,
        /** Everything was read and nothing will follow in this log: join the topic's feed again. */
        RETIRED
    }

    private static final byte[] NO_BYTES = {};
    private static final long NOWHERE = -1;

    private final TopicLog log;
    private final AtomicBoolean parked = new AtomicBoolean();

    /** Null once closed: what waits in a log's list must not keep a whole connection alive. */
    private volatile @Nullable Runnable wake;

    private @Nullable LogReader parkedBelow;

    private long segmentNumber = NOWHERE;
    private int segmentOffset;

    private volatile long seq;
    private volatile long consumedBytes = NOWHERE;
    private volatile long readAtNanos;

    private byte[] bytes = NO_BYTES;
    private int offset;
    private int length;
    private int events;
    private long arrivedAtMillis;

    LogReader(TopicLog log, Runnable wake) {
        this.log = log;
        this.readAtNanos = log.nanos();
        this.wake = wake;
    }

    /**
     * Stands after {@code afterSeq}, so that the next read begins with the event behind it.
     *
     * @return false when that event is no longer, or not yet, what the log could give next; the reader then stands
     *     where it stood. Not yet: {@link #park} wakes it for another try
     */
    public boolean seek(long afterSeq) {
        long wanted = afterSeq + 1;
        var segments = log.segments();
        for (int i = segments.length - 1; i >= 0; i--) {
            var segment = segments[i];
            long filled = segment.filled();
            long index = wanted - segment.firstSeq;
            if (index >= 0) {
                if (index > LogSegment.frames(filled)) {
                    return false;
                }
                segmentNumber = segment.number;
                segmentOffset = segment.offsetOf((int) index, filled);
                seq = afterSeq;
                consumedBytes = segment.start + segmentOffset;
                return true;
            }
        }
        return false;
    }

    /** Takes all there is up to the end of a segment. {@link Outcome#BEHIND} before the first {@link #seek}. */
    public Outcome read() {
        bytes = NO_BYTES;
        length = 0;
        events = 0;
        // Asked before the segments are: whatever was appended before the log retired or closed is then seen below.
        boolean retired = log.retired();
        boolean closed = log.closed();
        if (segmentNumber == NOWHERE) {
            return Outcome.BEHIND;
        }
        var segments = log.segments();
        while (segmentNumber < segments[0].number) {
            // The segment is gone, but the reader may have stood at its very end.
            if (!seek(seq)) {
                consumedBytes = NOWHERE;
                return Outcome.BEHIND;
            }
            segments = log.segments();
        }
        int index = (int) (segmentNumber - segments[0].number);
        var segment = segments[index];
        // When another one follows among these, this one had stopped growing before its fill is read here.
        long filled = segment.filled();
        if (segmentOffset == LogSegment.bytes(filled) && index < segments.length - 1) {
            segment = segments[index + 1];
            segmentNumber = segment.number;
            segmentOffset = 0;
            filled = segment.filled();
        }
        if (segmentOffset == LogSegment.bytes(filled)) {
            return retired ? Outcome.RETIRED : closed ? Outcome.CLOSED : Outcome.EMPTY;
        }
        take(segment, filled);
        return Outcome.DATA;
    }

    private void take(LogSegment segment, long filled) {
        long last = segment.firstSeq + LogSegment.frames(filled) - 1;
        bytes = segment.bytes;
        offset = segmentOffset;
        length = LogSegment.bytes(filled) - segmentOffset;
        events = (int) (last - seq);
        arrivedAtMillis = segment.arrivalOf((int) (seq + 1 - segment.firstSeq));
        segmentOffset = LogSegment.bytes(filled);
        seq = last;
        consumedBytes = segment.start + segmentOffset;
        readAtNanos = log.nanos();
    }

    /** Asks for one call of the wake-up when something may have been appended. Asking again before that is nothing. */
    public void park() {
        if (parked.compareAndSet(false, true)) {
            log.park(this);
        }
    }

    /** The reader is not used any more: its wake-up is forgotten at once. */
    public void close() {
        if (wake != null) {
            wake = null;
            bytes = NO_BYTES;
            length = 0;
            log.closed(this, parked.get());
        }
    }

    /** The last event read, from any thread. */
    public long seq() {
        return seq;
    }

    /**
     * The segment that the last read took from, when it found data; shared and never written again before
     * {@code offset + length}.
     */
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** Bytes that the last read took; 0 when it found no data. */
    public int length() {
        return length;
    }

    /** How many events the last read took. */
    public int events() {
        return events;
    }

    /** When the oldest event of the last read that found data reached Weir, in epoch milliseconds. */
    public long arrivedAtMillis() {
        return arrivedAtMillis;
    }

    /** Bytes of the log that this reader has behind it, or negative while it stands nowhere in the log. */
    long consumedBytes() {
        return consumedBytes;
    }

    long readAtNanos() {
        return readAtNanos;
    }

    boolean closed() {
        return wake == null;
    }

    void parkBelow(@Nullable LogReader reader) {
        parkedBelow = reader;
    }

    @Nullable LogReader parkedBelow() {
        return parkedBelow;
    }

    /** Takes this reader, which has been taken off the list, out of its parked state and wakes it. */
    void unpark() {
        parkedBelow = null;
        parked.set(false);
        var toWake = wake;
        if (toWake != null) {
            toWake.run();
        }
    }
}
