package dev.weir.operate;

import dev.weir.journal.StoredTopics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the database, read when somebody wants to see them: once for all who look at the same time, and not again for
 * a while that grows with how long it took. Thread-safe.
 */
final class TopicIndex {

    static final int TOPICS_MAX = 100_000;
    static final Duration GOOD_FOR = Duration.ofSeconds(2);
    private static final int REST_FACTOR = 5;

    private record Reading(CompletableFuture<StoredTopics> topics, long begunAtNanos) {}

    private final Supplier<CompletionStage<StoredTopics>> journal;
    private final LongSupplier nanoTime;
    private @Nullable Reading reading;
    private long goodUntilNanos;

    /** @param journal reads at most {@link #TOPICS_MAX} of them */
    TopicIndex(Supplier<CompletionStage<StoredTopics>> journal, LongSupplier nanoTime) {
        this.journal = journal;
        this.nanoTime = nanoTime;
    }

    synchronized CompletionStage<StoredTopics> topics() {
        var known = reading;
        if (known != null && (!known.topics.isDone() || isGood(known))) {
            return known.topics;
        }
        var next = new Reading(journal.get().toCompletableFuture(), nanoTime.getAsLong());
        reading = next;
        var unused = next.topics.whenComplete((found, failure) -> took(next));
        return next.topics;
    }

    private boolean isGood(Reading known) {
        return !known.topics.isCompletedExceptionally() && nanoTime.getAsLong() - goodUntilNanos < 0;
    }

    private synchronized void took(Reading done) {
        long now = nanoTime.getAsLong();
        goodUntilNanos = now + Math.max(GOOD_FOR.toNanos(), REST_FACTOR * (now - done.begunAtNanos));
    }
}
