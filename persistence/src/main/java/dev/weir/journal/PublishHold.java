package dev.weir.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Whether publishers of a topic are kept waiting: for a while, unless somebody says so again. Not thread-safe. */
final class PublishHold<T> {

    private final TimerScheduler<T> timers;
    private final Clock clock;
    private final Duration most;
    private final T over;
    private Instant until = Instant.MIN;

    /** @param over what the timer tells when a hold has ended by itself */
    PublishHold(TimerScheduler<T> timers, Clock clock, Duration most, T over) {
        this.timers = timers;
        this.clock = clock;
        this.most = most;
        this.over = over;
    }

    boolean holds() {
        return clock.instant().isBefore(until);
    }

    void hold() {
        until = clock.instant().plus(most);
        timers.startSingleTimer(over, most);
    }

    void release() {
        until = Instant.MIN;
        timers.cancel(over);
    }
}
