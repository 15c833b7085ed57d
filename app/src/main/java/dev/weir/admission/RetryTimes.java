package dev.weir.admission;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongBinaryOperator;

/**
 * Draws the {@code retry:} of each stream, since browsers reconnect at a constant interval without jitter.
 *
 * <p>Uniform between {@code retry-min} and an upper bound that widens with the streams open {@code n} of {@code max}:
 * {@code min(retry-max, max(5 * retry-min, retry-min + (retry-max - retry-min) * n / max, retry-min + n / rate))}: when all
 * are cut at once, they come back no faster than {@code connections.admission-rate}, as far as {@code retry-max} allows.
 */
public final class RetryTimes {

    private static final int SPREAD_MIN = 5;

    /** How much longer than {@code retry-max} an evicted client stays away at most. */
    private static final int AWAY_FACTOR = 2;

    private final AdmissionSettings settings;
    private final AtomicInteger open;
    private final LongBinaryOperator draw;

    /** @param open streams on this node, kept by their parent */
    public RetryTimes(AdmissionSettings settings, AtomicInteger open) {
        this(
                settings,
                open,
                (from, to) -> from == to ? from : ThreadLocalRandom.current().nextLong(from, to + 1));
    }

    RetryTimes(AdmissionSettings settings, AtomicInteger open, LongBinaryOperator draw) {
        this.settings = settings;
        this.open = open;
        this.draw = draw;
    }

    /** For a stream that is open, or ends as planned. */
    public long drawMillis() {
        long n = open.get();
        long min = minMillis();
        double occupancy = Math.min(1, (double) n / settings.max());
        long widened = min + (long) ((maxMillis() - min) * occupancy);
        long atRate = min + n * 1000 / settings.ratePerSecond();
        return draw.applyAsLong(min, Math.min(maxMillis(), Math.max(SPREAD_MIN * min, Math.max(widened, atRate))));
    }

    /** As on a full node. */
    public long drawForRefusedMillis() {
        return draw.applyAsLong(minMillis(), maxMillis());
    }

    /** For who was ended to make room: it comes back after all who were refused. */
    public long drawForEvictedMillis() {
        return draw.applyAsLong(maxMillis(), AWAY_FACTOR * maxMillis());
    }

    private long minMillis() {
        return settings.retryMin().toMillis();
    }

    private long maxMillis() {
        return Math.max(minMillis(), settings.retryMax().toMillis());
    }

    /** A duration drawn between this share of it and all of it, so that what began together does not end together. */
    public static Duration upTo(Duration whole, double shareMin) {
        double share = ThreadLocalRandom.current().nextDouble(shareMin, 1);
        return Duration.ofNanos((long) (whole.toNanos() * share));
    }
}
