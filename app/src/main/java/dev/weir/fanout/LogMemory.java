package dev.weir.fanout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The bytes of all the node's logs together, and their bound: beyond it the segments go first to which nothing was
 * appended for longest, whichever log they belong to, down to the last one of a log. Their wake-ups are counted here too.
 */
public final class LogMemory {

    /** Shedding frees this share of the bound at once, so that looking at all logs is rare. */
    private static final int SHED_SHARE = 16;

    private final long bytesMax;
    private final LongSupplier nanoTime;
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder wakeUps = new LongAdder();
    private final Set<TopicLog> logs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean shedding = new AtomicBoolean();

    /** A segment as it was when the shedding began; its age must not change while it is compared. */
    private record Candidate(TopicLog log, long segmentNumber, long ageNanos) {}

    /** @param bytesMax {@code feed.memory-max} */
    public LogMemory(long bytesMax) {
        this(bytesMax, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime}: by it logs know when they were written and read */
    public LogMemory(long bytesMax, LongSupplier nanoTime) {
        if (bytesMax < 0) {
            throw new IllegalArgumentException("log memory: " + bytesMax + " bytes (expected: >= 0)");
        }
        this.bytesMax = bytesMax;
        this.nanoTime = nanoTime;
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    /** Bytes held by the segments of logs that are not retired, filled or not, with their index. */
    public long bytes() {
        return bytes.get();
    }

    public long bytesMax() {
        return bytesMax;
    }

    /** How often readers of any of the logs have been woken. */
    public long wakeUps() {
        return wakeUps.sum();
    }

    void woke(int readers) {
        wakeUps.add(readers);
    }

    /** How many logs hold anything, or did since they were made. */
    int logs() {
        return logs.size();
    }

    /** Counts what a log has taken, or given back when negative. Frees nothing, so it may be called under a lock. */
    void count(long delta) {
        bytes.addAndGet(delta);
    }

    void register(TopicLog log) {
        logs.add(log);
    }

    void unregister(TopicLog log) {
        logs.remove(log);
    }

    /**
     * Makes the logs give up what is beyond the bound. To be called after a log has grown and without a log's lock,
     * since it takes the locks of other logs.
     */
    void shed() {
        // One thread at a time; what another one adds meanwhile is seen when the loop looks again.
        while (bytes.get() > bytesMax && shedding.compareAndSet(false, true)) {
            try {
                if (!freeSome()) {
                    return;
                }
            } finally {
                shedding.set(false);
            }
        }
    }

    private boolean freeSome() {
        long goal = bytesMax - bytesMax / SHED_SHARE;
        boolean freed = false;
        for (var candidate : oldestFirst()) {
            if (bytes.get() <= goal) {
                break;
            }
            freed |= candidate.log().dropThrough(candidate.segmentNumber());
        }
        return freed;
    }

    private List<Candidate> oldestFirst() {
        long now = nanos();
        var candidates = new ArrayList<Candidate>();
        for (var log : logs) {
            for (var segment : log.segments()) {
                candidates.add(new Candidate(log, segment.number, now - segment.touchedAtNanos()));
            }
        }
        candidates.sort(Comparator.comparingLong(Candidate::ageNanos).reversed());
        return candidates;
    }
}
