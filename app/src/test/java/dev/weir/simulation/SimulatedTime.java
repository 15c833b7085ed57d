package dev.weir.simulation;

import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * The actor system's scheduler on a time that passes only when told to. What is due at the same moment happens in the order in which it was
 * asked for, which the test kit's own scheduler leaves to chance.
 */
public final class SimulatedTime extends AbstractScheduler {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    /** Most of Weir's times are drawn by chance; this keeps what was asked for in its order. */
    private static final class Timer implements Cancellable, Comparable<Timer> {
        private final long atNanos;
        private final long number;
        private final Runnable task;
        private boolean cancelled;
        private boolean done;

        Timer(long atNanos, long number, Runnable task) {
            this.atNanos = atNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            boolean first = !cancelled && !done;
            cancelled = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public int compareTo(Timer other) {
            return atNanos == other.atNanos ? Long.compare(number, other.number) : Long.compare(atNanos, other.atNanos);
        }
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long nowNanos;
    private long numbers;

    /** Called by the library, by these parameters. */
    public SimulatedTime(Config config, LoggingAdapter log, ThreadFactory threads) {}

    /** As {@link System#nanoTime}. */
    long nanos() {
        return nowNanos;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return START.plusNanos(nowNanos);
            }
        };
    }

    /** Does this at once when that time has passed. */
    void after(Duration delay, Runnable task) {
        add(delay.toNanos(), task);
    }

    /** Passes on to the next moment for which anything was asked, or by the most that is given. */
    void pass(Duration most) {
        long until = nowNanos + most.toNanos();
        var next = next();
        nowNanos = next == null ? until : Math.max(nowNanos, Math.min(until, next.atNanos));
        for (next = next(); next != null && next.atNanos <= nowNanos; next = next()) {
            timers.remove();
            next.done = true;
            next.task.run();
        }
    }

    /** Passes on by all of it, whatever is due meanwhile: as for a machine that stood still. */
    void jump(Duration whole) {
        long until = nowNanos + whole.toNanos();
        while (nowNanos < until) {
            pass(Duration.ofNanos(until - nowNanos));
        }
    }

    /** Forgets everything that was asked for, and begins again. */
    void reset() {
        timers.clear();
        nowNanos = 0;
        numbers = 0;
    }

    private synchronized Timer next() {
        var next = timers.peek();
        while (next != null && next.cancelled) {
            timers.remove();
            next = timers.peek();
        }
        return next;
    }

    private synchronized Timer add(long delayNanos, Runnable task) {
        var timer = new Timer(nowNanos + Math.max(0, delayNanos), numbers++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        return add(delay.toNanos(), () -> executor.execute(task));
    }

    /** The library's newer ways of repeating are made of {@link #scheduleOnce}. */
    @Override
    @SuppressWarnings("deprecation")
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        throw new UnsupportedOperationException("a fixed rate (expected: a fixed delay)");
    }

    @Override
    public double maxFrequency() {
        return TimeUnit.SECONDS.toMillis(1);
    }
}
