package dev.weir.journal;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one commit that a topic has under way: since when, and whom to tell should its end not be seen. Not thread-safe. */
final class CommitUnderWay {

    private final LongSupplier nanoTime;
    private @Nullable Runnable waiting;
    private long begunAtNanos;

    CommitUnderWay(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param outcomeUnknown tells whoever waits for it so */
    void begin(Runnable outcomeUnknown) {
        waiting = outcomeUnknown;
        begunAtNanos = nanoTime.getAsLong();
    }

    /** @return how long PostgreSQL and what stands before it took */
    Duration done() {
        waiting = null;
        return Duration.ofNanos(nanoTime.getAsLong() - begunAtNanos);
    }

    /** The rows may have been committed all the same: nobody is told that they were, or that they were not. */
    void lost() {
        var told = waiting;
        waiting = null;
        if (told != null) {
            told.run();
        }
    }
}
