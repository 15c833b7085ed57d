package dev.weir.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time, on one daemon thread that is there only while something waits. */
final class DaemonTimers implements Timers {

    private static final int IDLE_SECONDS = 5;

    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor executor;

    DaemonTimers() {
        executor = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("weir-client-timer"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Wait after(Duration delay, Runnable task) {
        var scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
