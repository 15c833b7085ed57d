package dev.weir.fanout;

import java.time.Duration;

/**
 * What bounds a node's feeds and logs.
 *
 * @param logBytesMax {@code feed.log-bytes-max}: bytes of one topic's log
 * @param memoryMax {@code feed.memory-max}: bytes of all logs together, see {@link LogMemory}
 * @param reattachEvery how often a feed asks the topic's owner for its head; also keeps the owner from being passivated
 * @param joinTimeout how long a reader waits for a topic that has no log yet, or for the owner's word
 * @param idleAfter how long a feed without readers goes on
 * @param holdLagBytes how far a topic's readers may be behind before publishers are kept waiting
 * @param feedsMax topics that are read at once on this node
 */
public record FeedSettings(
        long logBytesMax,
        long memoryMax,
        Duration reattachEvery,
        Duration joinTimeout,
        Duration idleAfter,
        long holdLagBytes,
        int feedsMax) {

    private static final long LOG_BYTES_MAX = 4L << 20;
    private static final int HOLD_SHARE = 4;
    private static final int MEMORY_SHARE = 4;
    private static final int FEEDS_MAX = 100_000;

    public FeedSettings {
        positive("log bytes", logBytesMax);
        positive("log memory", memoryMax);
        positive("bytes of lag that hold publishers", holdLagBytes);
        positive("feeds", feedsMax);
        positive("milliseconds between attachments", reattachEvery.toMillis());
        positive("milliseconds to join", joinTimeout.toMillis());
        positive("milliseconds until idle", idleAfter.toMillis());
    }

    /** 4 MiB a topic, a quarter of the heap together. */
    public static FeedSettings defaults() {
        return new FeedSettings(
                LOG_BYTES_MAX,
                Runtime.getRuntime().maxMemory() / MEMORY_SHARE,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                LOG_BYTES_MAX / HOLD_SHARE,
                FEEDS_MAX);
    }

    private static void positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
        }
    }
}
