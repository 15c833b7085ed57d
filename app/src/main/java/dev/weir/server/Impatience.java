package dev.weir.server;

import dev.weir.observe.ListenerMetrics;
import dev.weir.observe.Log;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of connections that were closed for saying nothing: all of them as metrics, those that never asked for anything in
 * the log too, at most once a minute however many there are. That a client keeps a connection and does not use it is
 * nothing to tell of.
 */
final class Impatience implements Consumer<Patience.Waiting> {

    private static final Duration LINE_EVERY = Duration.ofMinutes(1);

    private final String listener;
    private final ListenerMetrics metrics;
    private final LongSupplier nanoTime;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong nextLineAtNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    Impatience(String listener, ListenerMetrics metrics, LongSupplier nanoTime) {
        this.listener = listener;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        nextLineAtNanos = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public void accept(Patience.Waiting waiting) {
        if (waiting == Patience.Waiting.NEXT) {
            metrics.keepAliveTimedOut();
            return;
        }
        metrics.headerTimedOut();
        untold.incrementAndGet();
        long now = nanoTime.getAsLong();
        long due = nextLineAtNanos.get();
        if (now - due >= 0 && nextLineAtNanos.compareAndSet(due, now + LINE_EVERY.toNanos())) {
            Log.event("header-timeout", Map.of("listener", listener, "connections", untold.getAndSet(0)));
        }
    }
}
