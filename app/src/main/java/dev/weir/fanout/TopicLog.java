package dev.weir.fanout;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events of one topic and epoch as the bytes that go out, shared by all connections of the node.
 *
 * <p>One writer, the topic's feed, appends and then calls {@link #wake}. Any number of {@link LogReader}s read without
 * locks. A reader with nothing to read parks itself with one compare-and-set; one sweep for each {@code wake} wakes all
 * that are parked. There is no queue and no message for an event and a reader.
 *
 * <p>Bounded by {@code bytesMax} for the topic and by {@link LogMemory} for the node; the oldest segments go first.
 * Readers that needed them find out by {@link LogReader.Outcome#BEHIND}.
 */
public final class TopicLog {

    /** Segments grow to this size, so that a quiet topic costs little; a larger frame has a segment of its own. */
    static final int SEGMENT_BYTES = 64 * 1024;

    static final int FIRST_SEGMENT_BYTES = 1024;

    private static final int SEGMENT_GROWTH = 4;

    /**
     * Readers that closed while parked stay in the list until a wake-up. On a quiet topic with many short visits there
     * is none, so they are taken out when there are this many and as many as there are open readers.
     */
    static final int CLOSED_PARKED_MAX = 64;

    private static final Logger log = LoggerFactory.getLogger(TopicLog.class);

    private final TopicName topic;
    private final long bytesMax;
    private final LogMemory memory;
    private final Set<LogReader> readers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable LogReader> parked = new AtomicReference<>();
    private final AtomicInteger closedParked = new AtomicInteger();

    /** Held by whoever walks the parked readers: one that is out of the list for a moment must not miss a wake-up. */
    private final ReentrantLock sweeping = new ReentrantLock();

    private volatile long epoch;

    /** Oldest first, consecutive numbers, never empty; replaced as a whole, under this log's monitor. */
    private volatile LogSegment[] segments;

    /** What this log's segments hold together; under this log's monitor. */
    private long heldBytes;

    private volatile boolean retired;

    private volatile boolean closed;

    /**
     * An empty log that goes on after {@code start}.
     *
     * @param start of which epoch the log is, and the sequence number before the first that will be appended
     * @param bytesMax bytes of segments to keep; at least one segment is kept whatever its size, unless the node's
     *     memory is short
     */
    public TopicLog(TopicName topic, Position start, long bytesMax, LogMemory memory) {
        this.topic = topic;
        this.epoch = start.epoch();
        this.bytesMax = bytesMax;
        this.memory = memory;
        this.segments = new LogSegment[] {new LogSegment(0, start.seq() + 1, 0, 0, memory.nanos())};
    }

    /** As {@link System#nanoTime}. */
    long nanos() {
        return memory.nanos();
    }

    public TopicName topic() {
        return topic;
    }

    /** Of which epoch the events are; 0 while the topic has none, see {@link #begin}. */
    public long epoch() {
        return epoch;
    }

    /** The oldest sequence number held; one more than {@link #last} while none is. */
    public long first() {
        return segments[0].firstSeq;
    }

    /** The newest sequence number appended, or the one before the first while none is. */
    public long last() {
        return tail(segments).nextSeq() - 1;
    }

    /**
     * The topic of which nothing was ever stored begins its first epoch; readers keep their place, which is before
     * everything. Only for the writer.
     *
     * @throws IllegalStateException when the log is of another epoch than 0, or holds events
     */
    void begin(long firstEpoch) {
        if (epoch != 0 || last() != 0) {
            throw new IllegalStateException("log of " + topic + ": at " + epoch + "-" + last() + " (expected: 0-0)");
        }
        epoch = firstEpoch;
    }

    /**
     * Appends the frame of event {@code last() + 1}. Only for the writer, which calls {@link #wake} afterwards.
     *
     * @throws IllegalStateException when the log is retired
     */
    public void append(byte[] frame, int length, long arrivedAtMillis) {
        boolean grown;
        synchronized (this) {
            if (retired) {
                throw new IllegalStateException("log of " + topic + ": retired (expected: one that takes events)");
            }
            long heldBefore = heldBytes;
            var tail = tail(segments);
            if (!tail.hasRoomFor(length)) {
                tail = roll(tail, length);
            }
            int tailBefore = tail.heldBytes();
            tail.append(frame, length, arrivedAtMillis, memory.nanos());
            hold(tail.heldBytes() - tailBefore);
            grown = heldBytes > heldBefore;
        }
        if (grown) {
            memory.shed();
        }
    }

    /** Wakes every reader that has parked itself since the last time. */
    public void wake() {
        sweeping.lock();
        try {
            closedParked.set(0);
            int woken = 0;
            for (var reader = parked.getAndSet(null); reader != null; woken++) {
                var next = reader.parkedBelow();
                wake(reader);
                reader = next;
            }
            memory.woke(woken);
        } finally {
            sweeping.unlock();
        }
    }

    /** One reader's failure must not leave those below it asleep. */
    private void wake(LogReader reader) {
        try {
            reader.unpark();
        } catch (RuntimeException failure) {
            log.warn("A reader of topic {} failed to wake up", topic, failure);
        }
    }

    /** Nothing will be appended any more: readers read what is left and then get {@link LogReader.Outcome#RETIRED}. */
    public void retire() {
        synchronized (this) {
            if (!retired) {
                retired = true;
                memory.unregister(this);
                memory.count(-heldBytes);
            }
        }
        wake();
    }

    public boolean retired() {
        return retired;
    }

    /** The topic takes no more events and all are here: readers at the end get {@link LogReader.Outcome#CLOSED}. */
    public void close() {
        if (!closed) {
            closed = true;
            wake();
        }
    }

    public boolean closed() {
        return closed;
    }

    /**
     * A reader of this log; it must be positioned by {@link LogReader#seek} first and closed at last.
     *
     * @param wake called from the writer's thread when there may be something to read after {@link LogReader#park};
     *     must return at once
     */
    public LogReader reader(Runnable wake) {
        var reader = new LogReader(this, wake);
        readers.add(reader);
        return reader;
    }

    public int readers() {
        return readers.size();
    }

    /**
     * How far the middle one is behind among those readers that took something lately: what a publisher may not outrun.
     * Readers that stand still are not asked, since one stalled client must not slow a topic down, and those that read
     * from the journal neither.
     *
     * @return bytes; 0 when nobody reads
     */
    public long medianLagBytes(int sampleMax, long activeWithinNanos) {
        long end = tail(segments).end();
        long now = nanos();
        var lags = new long[sampleMax];
        int sampled = 0;
        for (var reader : readers) {
            if (sampled == sampleMax) {
                break;
            }
            long consumed = reader.consumedBytes();
            if (consumed >= 0 && now - reader.readAtNanos() <= activeWithinNanos) {
                lags[sampled++] = Math.max(0, end - consumed);
            }
        }
        Arrays.sort(lags, 0, sampled);
        return sampled == 0 ? 0 : lags[sampled / 2];
    }

    /** Bytes of all segments, filled or not, with their index. */
    public synchronized long bytes() {
        return heldBytes;
    }

    LogSegment[] segments() {
        return segments;
    }

    /** How long the list of parked readers is, with those that closed since. */
    int parkedReaders() {
        int count = 0;
        for (var reader = parked.get(); reader != null; reader = reader.parkedBelow()) {
            count++;
        }
        return count;
    }

    /**
     * Drops all segments up to this number, even the one that is appended to: the node needs the memory more.
     *
     * @return whether that freed anything
     */
    synchronized boolean dropThrough(long segmentNumber) {
        long heldBefore = heldBytes;
        while (!retired && segments[0].number <= segmentNumber && segments[0].bytes.length > 0) {
            if (segments.length == 1) {
                var tail = segments[0];
                segments =
                        new LogSegment[] {new LogSegment(tail.number + 1, tail.nextSeq(), tail.end(), 0, memory.nanos())
                        };
                hold(-tail.heldBytes());
            } else {
                dropOldest();
            }
        }
        return heldBytes < heldBefore;
    }

    void park(LogReader reader) {
        LogReader top;
        do {
            top = parked.get();
            reader.parkBelow(top);
        } while (!parked.compareAndSet(top, reader));
    }

    void closed(LogReader reader, boolean wasParked) {
        readers.remove(reader);
        if (wasParked) {
            int count = closedParked.incrementAndGet();
            if (count >= CLOSED_PARKED_MAX && count >= readers.size()) {
                dropClosed();
            }
        }
    }

    /** Takes the closed ones out of the list without waking the others. */
    private void dropClosed() {
        // Whoever sweeps now takes them out as well.
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            closedParked.set(0);
            var reader = parked.getAndSet(null);
            while (reader != null) {
                var next = reader.parkedBelow();
                if (reader.closed()) {
                    reader.parkBelow(null);
                } else {
                    park(reader);
                }
                reader = next;
            }
        } finally {
            sweeping.unlock();
        }
    }

    /** Under this log's monitor. */
    private LogSegment roll(LogSegment tail, int length) {
        int capacity = Math.max(
                length, Math.min(SEGMENT_BYTES, Math.max(FIRST_SEGMENT_BYTES, tail.bytes.length * SEGMENT_GROWTH)));
        boolean unused = LogSegment.frames(tail.filled()) == 0;
        // A segment without frames gives its place, and with it its number, to the next: who stands there stays there.
        var next = new LogSegment(
                unused ? tail.number : tail.number + 1, tail.nextSeq(), tail.end(), capacity, memory.nanos());
        var now = segments;
        var more = Arrays.copyOf(now, unused ? now.length : now.length + 1);
        more[more.length - 1] = next;
        segments = more;
        if (heldBytes == 0) {
            memory.register(this);
        }
        hold(next.heldBytes() - (unused ? tail.heldBytes() : 0));
        while (heldBytes > bytesMax && segments.length > 1) {
            dropOldest();
        }
        return next;
    }

    /** Under this log's monitor, with at least two segments. */
    private void dropOldest() {
        var now = segments;
        segments = Arrays.copyOfRange(now, 1, now.length);
        hold(-now[0].heldBytes());
    }

    /** Under this log's monitor. */
    private void hold(int delta) {
        heldBytes += delta;
        memory.count(delta);
    }

    private static LogSegment tail(LogSegment[] segments) {
        return segments[segments.length - 1];
    }
}
