package dev.weir.subscribe;

import java.time.Duration;
import java.util.Locale;

/**
 * How well a stream does, by three signs: how long its client takes to take what is sent (stalls), whether it keeps up
 * (lag), and how streams of the same client ended lately (early deaths).
 *
 * <p>The rule is written down in {@code docs/OPERATIONS.md}; the first that fits counts.
 */
public enum Quality {
    /** Nothing is wrong with it. */
    GOOD,
    /**
     * Bytes have waited for 2 s, or did within the last minute; or it reads from the journal what others have; or a stream
     * of its client was cut within a minute of its opening in the last ten minutes; or its heartbeats had to be adapted.
     */
    FAIR,
    /** Bytes have waited for 15 s, or three streams of its client were cut early. */
    POOR;

    static final Duration SLOW = Duration.ofSeconds(2);
    static final Duration STUCK = Duration.ofSeconds(15);
    static final Duration SLOW_REMEMBERED = Duration.ofMinutes(1);
    static final int EARLY_DEATHS_POOR = 3;

    /** The name in metrics and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Quality of(ConnectionProgress progress, HeartbeatHabit habit, long now) {
        var waitingSince = progress.waitingSinceNanos();
        long waiting = waitingSince == null ? 0 : now - waitingSince;
        if (waiting >= STUCK.toNanos() || habit.earlyDeaths() >= EARLY_DEATHS_POOR) {
            return POOR;
        }
        var slowAt = progress.lastSlowNanos();
        boolean slow = waiting >= SLOW.toNanos() || (slowAt != null && now - slowAt <= SLOW_REMEMBERED.toNanos());
        return slow || progress.lagging() || habit.earlyDeaths() > 0 || habit.isAdapted() ? FAIR : GOOD;
    }
}
