package dev.weir.topic;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The publishes of a service that have no final answer yet: bounded, and all given up when the actor system ends, since
 * its timers, which would do it one by one, end with it. Thread-safe.
 */
final class UnderWay {

    private final int publishesMax;
    private final long bytesMax;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Those that have room, and one more for each sink. */
    private final Set<RetriedPublish> publishes = ConcurrentHashMap.newKeySet();

    private volatile boolean ended;

    UnderWay(int publishesMax, long bytesMax) {
        this.publishesMax = publishesMax;
        this.bytesMax = bytesMax;
    }

    /** True when there was room; then {@link #leave} must follow. One publish always has room when there is no other. */
    boolean enter(long moreBytes) {
        int others = count.getAndIncrement();
        long before = bytes.getAndAdd(moreBytes);
        if (others > 0 && (others >= publishesMax || before + moreBytes > bytesMax)) {
            leave(moreBytes);
            return false;
        }
        return true;
    }

    void leave(long moreBytes) {
        bytes.addAndGet(-moreBytes);
        count.decrementAndGet();
    }

    /** Given up when the actor system ends, unless it is done by then. */
    void watch(RetriedPublish publish) {
        publishes.add(publish);
        var unused = publish.outcome().whenComplete((reply, failure) -> publishes.remove(publish));
        if (ended) {
            publish.giveUp();
        }
    }

    void end() {
        ended = true;
        publishes.forEach(RetriedPublish::giveUp);
    }
}
