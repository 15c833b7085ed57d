package dev.weir.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How many tries have failed in a row, and how long to wait before the next one. Pure: it knows no time.
 *
 * <p>The own delay is {@code first × multiplier^(failures - 1)}, at most {@code delayMax}, of which the share
 * {@code jitter} is drawn; never below {@code delayMin}.
 */
final class Backoff {

    /** What a server may ask for; beyond it, it is taken for this. */
    static final Duration SERVER_DELAY_MAX = Duration.ofDays(1);

    private final ReconnectPolicy policy;
    private final DoubleSupplier random;
    private long firstMillis;
    private long maxMillis;
    private int failures;

    /** @param random draws from 0 to 1 */
    Backoff(ReconnectPolicy policy, DoubleSupplier random) {
        this.policy = policy;
        this.random = random;
        this.firstMillis = policy.delayFirst().toMillis();
        this.maxMillis = policy.delayMax().toMillis();
    }

    /** What the server's {@code retry:} said: from now on the first delay, and more than the longest if it is. */
    void retry(Duration asked) {
        firstMillis = bounded(asked).toMillis();
        maxMillis = Math.max(policy.delayMax().toMillis(), firstMillis);
    }

    /** A stream was what it should be. */
    void succeeded() {
        failures = 0;
    }

    void failed() {
        failures++;
    }

    int failures() {
        return failures;
    }

    boolean isUsedUp() {
        return failures >= policy.attemptsMax();
    }

    /** When the server asked for nothing. */
    Duration own() {
        double grown = firstMillis * Math.pow(policy.multiplier(), Math.max(0, failures - 1));
        double capped = Math.min(grown, (double) maxMillis);
        return atLeastMin(capped * (1 - policy.jitter() * random.getAsDouble()));
    }

    /**
     * For {@code Retry-After}: never earlier, and up to the jitter's share later, since everybody who was refused got
     * the same number. Zero is no wish.
     */
    Duration asked(Duration delay) {
        if (!isWish(delay)) {
            return own();
        }
        return atLeastMin(bounded(delay).toMillis() * (1 + policy.jitter() * random.getAsDouble()));
    }

    /** For {@code afterMs}, which the server has drawn for this client alone. Zero is no wish. */
    Duration drawnByServer(Duration delay) {
        return isWish(delay) ? atLeastMin((double) bounded(delay).toMillis()) : own();
    }

    private static boolean isWish(Duration delay) {
        return !delay.isNegative() && !delay.isZero();
    }

    private Duration atLeastMin(double delayMillis) {
        return Duration.ofMillis(
                Math.max(Math.round(delayMillis), policy.delayMin().toMillis()));
    }

    private static Duration bounded(Duration asked) {
        return asked.compareTo(SERVER_DELAY_MAX) > 0 ? SERVER_DELAY_MAX : asked;
    }
}
