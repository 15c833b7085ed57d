package dev.weir.topic;

import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One publish that is tried again, with the same keys, while its refusal may pass. There is never more than one try
 * under way, and the next one begins when the one before can no longer be stored. Thread-safe.
 */
final class RetriedPublish {

    /** What another try may get past. The deadline that passed is that of a try, not of the publish. */
    private static final Set<Refusal> MAY_PASS = EnumSet.of(
            Refusal.OVERLOADED,
            Refusal.JOURNAL_UNAVAILABLE,
            Refusal.OUTCOME_UNKNOWN,
            Refusal.DRAINING,
            Refusal.DEADLINE_PASSED);

    private static final Refused UNANSWERED = new Refused(
            Refusal.OUTCOME_UNKNOWN,
            "publish: no answer in time, so stored once or not at all (expected: a retry with the same keys)");

    /** Sends the drafts once; fails when there was no answer in time. */
    @FunctionalInterface
    interface Attempt {
        CompletionStage<PublishReply> send(Instant arrivedAt, Instant deadline);
    }

    /** Runs a task after a time; throws {@link IllegalStateException} when the actor system has ended. */
    @FunctionalInterface
    interface Timer {
        void after(Duration pause, Runnable task);
    }

    private final Attempt attempt;
    private final ServiceSettings settings;
    private final Clock clock;
    private final Timer timer;
    private final Instant arrivedAt;
    private final Instant giveUpAt;
    private final CompletableFuture<PublishReply> outcome = new CompletableFuture<>();

    private Duration pause;
    private @Nullable Refused last;
    private boolean mayBeStored;
    private boolean trying;

    RetriedPublish(Attempt attempt, ServiceSettings settings, Clock clock, Timer timer) {
        this.attempt = attempt;
        this.settings = settings;
        this.clock = clock;
        this.timer = timer;
        this.arrivedAt = clock.instant();
        this.giveUpAt = arrivedAt.plus(settings.retryFor());
        this.pause = settings.pauseMin();
    }

    /** The final answer; never fails. */
    CompletableFuture<PublishReply> outcome() {
        return outcome;
    }

    void start() {
        attempt();
    }

    /** Answers at once with what is known. */
    synchronized void giveUp() {
        if (trying || mayBeStored || last == null) {
            outcome.complete(UNANSWERED);
        } else {
            outcome.complete(last);
        }
    }

    private void attempt() {
        synchronized (this) {
            if (outcome.isDone()) {
                return;
            }
            trying = true;
        }
        var tryUntil = clock.instant().plus(settings.tryFor());
        attempt.send(arrivedAt, tryUntil.isBefore(giveUpAt) ? tryUntil : giveUpAt)
                .whenComplete((reply, failure) -> onAnswer(failure == null ? reply : UNANSWERED));
    }

    private synchronized void onAnswer(PublishReply reply) {
        trying = false;
        if (!(reply instanceof Refused refused) || !MAY_PASS.contains(refused.refusal())) {
            outcome.complete(reply);
            return;
        }
        last = refused;
        mayBeStored |= refused.refusal() == Refusal.OUTCOME_UNKNOWN;
        var drawn = drawn(pause);
        if (clock.instant().plus(drawn).isBefore(giveUpAt)) {
            pause = longer(pause);
            againAfter(drawn);
        } else {
            giveUp();
        }
    }

    private void againAfter(Duration drawn) {
        try {
            timer.after(drawn, this::attempt);
        } catch (IllegalStateException ended) {
            giveUp();
        }
    }

    private Duration longer(Duration before) {
        var doubled = before.multipliedBy(2);
        return doubled.compareTo(settings.pauseMax()) < 0 ? doubled : settings.pauseMax();
    }

    /** Between half of it and all, so that those that were refused together do not come back together. */
    private static Duration drawn(Duration pause) {
        long nanos = pause.toNanos();
        return Duration.ofNanos(RandomGenerator.getDefault().nextLong(nanos / 2, nanos + 1));
    }
}
