package dev.weir.client;

import java.time.Duration;

/**
 * When to try again, and for how long. The numbers of {@link #DEFAULT} are those of the guide that Weir came from, but
 * for the jitter: 10 % does not spread a storm.
 *
 * <p>What the server says wins: {@code stream-bye} and {@code Retry-After} give the delay itself, {@code retry:} takes
 * the place of {@code delayFirst}.
 *
 * @param delayFirst before the first new try
 * @param multiplier of the delay from one try to the next, at least 1
 * @param delayMax the delay never grows beyond this, unless the server asked for more
 * @param delayMin nor falls below this
 * @param jitter the share of a delay that is drawn at random, 0 to 1: with 0.5 a delay of 1 s is 0.5 to 1 s
 * @param attemptsMax failures in a row after which to give up, the cut of a stream that lived being the first; {@link
 *     Integer#MAX_VALUE} for never
 * @param silenceMax without a byte from the server, after which a connection counts as dead; a longer heartbeat that the
 *     server announced raises it
 */
public record ReconnectPolicy(
        Duration delayFirst,
        double multiplier,
        Duration delayMax,
        Duration delayMin,
        double jitter,
        int attemptsMax,
        Duration silenceMax) {

    public static final ReconnectPolicy DEFAULT = new ReconnectPolicy(
            Duration.ofSeconds(1), 2, Duration.ofSeconds(30), Duration.ofMillis(100), 0.5, 10, Duration.ofSeconds(35));

    public ReconnectPolicy {
        check("multiplier", multiplier, multiplier >= 1, ">= 1");
        check("jitter", jitter, jitter >= 0 && jitter <= 1, "0 to 1");
        check("attemptsMax", attemptsMax, attemptsMax >= 1, ">= 1");
        check("delayMin", delayMin, !delayMin.isNegative() && delayMin.compareTo(delayMax) <= 0, "0 to delayMax");
        check("delayFirst", delayFirst, !delayFirst.isNegative(), ">= 0");
        check("silenceMax", silenceMax, !silenceMax.isNegative() && !silenceMax.isZero(), "> 0");
    }

    /** The same, giving up after so many failures in a row. */
    public ReconnectPolicy attemptsMax(int attempts) {
        return new ReconnectPolicy(delayFirst, multiplier, delayMax, delayMin, jitter, attempts, silenceMax);
    }

    private static void check(String what, Object value, boolean fits, String expected) {
        if (!fits) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
