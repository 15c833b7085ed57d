package dev.weir.subscribe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongBinaryOperator;

/**
 * Draws the {@code retry:} of each stream, since browsers reconnect at a constant interval without jitter.
 *
 * <p>Uniform between {@code retry-min} and an upper bound that widens with the node's occupancy {@code o} (0 to 1):
 * {@code min(retry-max, max(5 * retry-min, retry-min + (retry-max - retry-min) * o))}. Who is refused draws as on a full
 * node.
 */
final class RetryTimes {

    private static final int SPREAD_MIN = 5;

    private final ConnectionSettings settings;
    private final AtomicInteger open;
    private final LongBinaryOperator draw;

    /** @param open streams on this node, kept by their parent */
    RetryTimes(ConnectionSettings settings, AtomicInteger open) {
        this(
                settings,
                open,
                (from, to) -> from == to ? from : ThreadLocalRandom.current().nextLong(from, to + 1));
    }

    RetryTimes(ConnectionSettings settings, AtomicInteger open, LongBinaryOperator draw) {
        this.settings = settings;
        this.open = open;
        this.draw = draw;
    }

    long drawMillis() {
        return drawMillis(Math.min(1, (double) open.get() / settings.max()));
    }

    long drawForRefusedMillis() {
        return drawMillis(1);
    }

    private long drawMillis(double occupancy) {
        long min = settings.retryMin().toMillis();
        long max = Math.max(min, settings.retryMax().toMillis());
        long widened = min + (long) ((max - min) * occupancy);
        return draw.applyAsLong(min, Math.min(max, Math.max(SPREAD_MIN * min, widened)));
    }

    /** A duration drawn between this share of it and all of it, so that what began together does not end together. */
    static Duration upTo(Duration whole, double shareMin) {
        double share = ThreadLocalRandom.current().nextDouble(shareMin, 1);
        return Duration.ofNanos((long) (whole.toNanos() * share));
    }
}
