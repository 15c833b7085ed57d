package dev.weir.command;

import dev.weir.client.PublishResult;
import dev.weir.client.PublishResult.Refused;
import dev.weir.client.PublishResult.Stored;
import dev.weir.client.PublishResult.StoredPerhaps;
import dev.weir.client.PublishResult.Unsettled;
import dev.weir.command.PublishOutcome.Ending;
import dev.weir.wire.Draft;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Publishes batches in order, one in flight, and knows at any time what is stored, what perhaps, and what is not.
 *
 * <p>When it breaks off, no more than one batch is in doubt. Whoever goes on behind the last line that is surely stored
 * sends those lines again, under the same keys: a batch has at most {@value #BATCH_EVENTS_MAX} of them, and the server
 * remembers at least that many keys of a topic ({@code topics.idempotency-window}), so it knows them all, unless others
 * publish as many to the same topic in between.
 */
final class PublishRun {

    /** What the server takes, and remembers the keys of. */
    static final int BATCH_EVENTS_MAX = 10_000;

    private static final long TICK_MILLIS = 100;

    private static final Pattern LINE_OF_BATCH = Pattern.compile("line (\\d{1,5}): (.*)", Pattern.DOTALL);

    /** Publishes some drafts, all or none, and tries again by itself while that may help. */
    @FunctionalInterface
    interface Sender {
        CompletionStage<PublishResult> send(List<Draft> drafts);
    }

    /** Who looks on. */
    interface Watcher {

        /** A batch is acknowledged. */
        void stored(PublishTally tally) throws IOException;

        /** A batch is in flight for so long; called again and again. */
        void waiting(PublishTally tally, Duration unanswered);
    }

    private final BatchAhead ahead;
    private final Sender sender;
    private final Watcher watcher;
    private final Duration grace;
    private PublishTally tally;
    private volatile boolean stopped;
    private volatile long stoppedNanos;

    /**
     * @param storedThrough the last line that an earlier run has stored
     * @param grace for the batch in flight after {@link #stop}
     */
    PublishRun(BatchAhead ahead, Sender sender, Watcher watcher, long storedThrough, Duration grace) {
        this.ahead = ahead;
        this.sender = sender;
        this.watcher = watcher;
        this.tally = PublishTally.at(storedThrough);
        this.grace = grace;
    }

    /** Asks for an end: what is in flight may still be acknowledged, nothing else is sent. From any thread. */
    void stop() {
        stoppedNanos = System.nanoTime();
        stopped = true;
        ahead.stop();
    }

    /** Blocks until all is stored, or until it cannot go on. */
    PublishOutcome run() throws InterruptedException {
        for (var batch = ahead.take(); batch != null; batch = ahead.take()) {
            var result = await(batch);
            if (!(result instanceof Stored stored)) {
                return broken(batch, result);
            }
            tally = tally.plus(batch, stored);
            try {
                watcher.stored(tally);
            } catch (IOException failure) {
                return PublishOutcome.of(Ending.NO_CHECKPOINT, String.valueOf(failure.getMessage()), tally);
            }
        }
        return ended();
    }

    private PublishOutcome ended() {
        var end = ahead.end();
        if (end != null && end.problem() != null) {
            return PublishOutcome.of(Ending.BAD_INPUT, end.problem(), tally);
        }
        return stopped
                ? PublishOutcome.of(Ending.INTERRUPTED, "interrupted", tally)
                : PublishOutcome.of(Ending.COMPLETE, "", tally);
    }

    /** Null when it was stopped and the answer did not come soon enough. */
    private @Nullable PublishResult await(Batch batch) throws InterruptedException {
        var answer = sender.send(batch.drafts()).toCompletableFuture();
        long begin = System.nanoTime();
        while (!isGraceOver()) {
            try {
                return answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                watcher.waiting(tally, Duration.ofNanos(System.nanoTime() - begin));
            } catch (ExecutionException failure) {
                return new Unsettled(StoredPerhaps.ONCE_OR_NOT, String.valueOf(failure.getCause()));
            }
        }
        return null;
    }

    /** The server counts the lines of its request; people count those of their input. */
    private static String refusal(Batch batch, Refused refused) {
        var numbered = LINE_OF_BATCH.matcher(refused.detail());
        if (numbered.matches()) {
            int index = Integer.parseInt(numbered.group(1)) - 1;
            if (index >= 0 && index < batch.lines().size()) {
                return "line " + batch.lines().get(index) + " refused with " + refused.status() + ": "
                        + numbered.group(2);
            }
        }
        var lines = batch.firstLine() == batch.lastLine()
                ? "line " + batch.firstLine()
                : "lines " + batch.firstLine() + " to " + batch.lastLine();
        return lines + " refused with " + refused.status() + ": " + refused.detail();
    }

    private boolean isGraceOver() {
        return stopped && System.nanoTime() - stoppedNanos > grace.toNanos();
    }

    private PublishOutcome broken(Batch batch, @Nullable PublishResult result) {
        if (result instanceof Refused refused) {
            return PublishOutcome.of(Ending.REFUSED, refusal(batch, refused), tally);
        }
        if (result instanceof Unsettled unsettled) {
            boolean none = unsettled.stored() == StoredPerhaps.NO;
            var doubt = none ? tally.storedThrough() : batch.lastLine();
            return new PublishOutcome(Ending.GAVE_UP, unsettled.why(), tally, doubt);
        }
        return new PublishOutcome(Ending.INTERRUPTED, "interrupted", tally, batch.lastLine());
    }
}
