package dev.weir.fanout;

import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicCommand;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a topic's publishers waiting while the readers of the owner's own node are too far behind: a publisher that
 * outruns them would push every reader out of the log. An owner on another node is never asked; its readers here fall
 * back to the journal.
 *
 * <p>A hold ends by itself when it is not repeated, so a feed that stops holds nobody.
 */
final class PublishBrake {

    static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** A hold is repeated after this many looks. */
    private static final int LOOKS_A_HOLD = 12;

    private static final int READERS_SAMPLED = 64;
    private static final long ACTIVE_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ActorRef<FeedMessage> feed;
    private final TimerScheduler<FeedMessage> timers;
    private final FeedMessage look;
    private final long holdLagBytes;
    private final LongSupplier nanoTime;
    private final FanoutObserver observer;

    private @Nullable ActorRef<TopicCommand> held;
    private int looksSinceHold;
    private long lookedAtNanos;

    /** @param look comes back to the feed by a timer; it then calls {@link #look} */
    PublishBrake(
            ActorRef<FeedMessage> feed,
            TimerScheduler<FeedMessage> timers,
            FeedMessage look,
            long holdLagBytes,
            LongSupplier nanoTime,
            FanoutObserver observer) {
        this.feed = feed;
        this.timers = timers;
        this.look = look;
        this.holdLagBytes = holdLagBytes;
        this.nanoTime = nanoTime;
        this.lookedAtNanos = nanoTime.getAsLong() - LOOK_EVERY.toNanos();
        this.observer = observer;
    }

    /** After events were appended; while publishers wait, only the timer looks. */
    void appended(FeedLog log, @Nullable ActorRef<TopicCommand> owner) {
        if (held == null && nanoTime.getAsLong() - lookedAtNanos >= LOOK_EVERY.toNanos()) {
            look(log, owner);
        }
    }

    /** Holds, goes on holding, or lets go. */
    void look(FeedLog log, @Nullable ActorRef<TopicCommand> owner) {
        lookedAtNanos = nanoTime.getAsLong();
        if (owner == null || !owner.equals(held)) {
            forget();
        }
        if (owner == null || !owner.path().address().hasLocalScope()) {
            return;
        }
        long lag = log.medianLagBytes(READERS_SAMPLED, ACTIVE_WITHIN_NANOS);
        if (held == null) {
            if (lag > holdLagBytes) {
                observer.held();
                held = owner;
                timers.startTimerWithFixedDelay(look, LOOK_EVERY);
                hold(owner);
            }
        } else if (lag < holdLagBytes / 2) {
            owner.tell(new TopicCommand.Resume(feed));
            forget();
        } else if (++looksSinceHold >= LOOKS_A_HOLD) {
            hold(owner);
        }
    }

    private void hold(ActorRef<TopicCommand> owner) {
        looksSinceHold = 0;
        owner.tell(new TopicCommand.Hold(feed));
    }

    private void forget() {
        held = null;
        timers.cancel(look);
    }
}
