package dev.weir.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when the test says so. */
final class ManualTimers implements Timers {

    private record Entry(long atNanos, Duration delay, Runnable task) {}

    private final List<Entry> waits = new ArrayList<>();
    private long nanos;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public synchronized Wait after(Duration delay, Runnable task) {
        var entry = new Entry(nanos + delay.toNanos(), delay, task);
        waits.add(entry);
        return () -> cancel(entry);
    }

    private synchronized void cancel(Entry entry) {
        waits.remove(entry);
    }

    /** How long those wait who wait, as they asked for it. */
    synchronized List<Duration> waits() {
        return waits.stream().map(Entry::delay).toList();
    }

    /** Runs what is due by then, in its order. */
    void advance(Duration time) {
        due(time).forEach(Runnable::run);
    }

    private synchronized List<Runnable> due(Duration time) {
        nanos += time.toNanos();
        var due = waits.stream()
                .filter(entry -> entry.atNanos <= nanos)
                .sorted(Comparator.comparingLong(Entry::atNanos))
                .toList();
        waits.removeAll(due);
        return due.stream().map(Entry::task).toList();
    }
}
