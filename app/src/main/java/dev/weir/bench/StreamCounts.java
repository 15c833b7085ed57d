package dev.weir.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many streams of one loop are where; counted on its thread, read on any. Times are {@link System#nanoTime}. */
final class StreamCounts {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger satisfied = new AtomicInteger();
    private final AtomicInteger failedConnects = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicLong lastOpenedAt = new AtomicLong();
    private final AtomicLong lastSatisfiedAt = new AtomicLong();

    void opened() {
        lastOpenedAt.set(System.nanoTime());
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    void satisfied() {
        lastSatisfiedAt.set(System.nanoTime());
        satisfied.incrementAndGet();
    }

    /** Told to come back later. */
    void refused() {
        refusals.incrementAndGet();
    }

    void connectFailed() {
        failedConnects.incrementAndGet();
    }

    void reset() {
        open.set(0);
        satisfied.set(0);
    }

    int open() {
        return open.get();
    }

    /** That have all that they came for. */
    int satisfiedStreams() {
        return satisfied.get();
    }

    int refusals() {
        return refusals.get();
    }

    int failedConnects() {
        return failedConnects.get();
    }

    long lastOpenedAt() {
        return lastOpenedAt.get();
    }

    long lastSatisfiedAt() {
        return lastSatisfiedAt.get();
    }
}
