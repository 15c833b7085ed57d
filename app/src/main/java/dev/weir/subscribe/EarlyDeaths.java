package dev.weir.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How often streams of one client were cut soon after they were opened.
 *
 * <p>A reader who closes a page and one who is cut look alike when it happens. What tells them apart is what comes next: who
 * was cut comes back with the id of what it had. Only then the death counts.
 *
 * <p>Written by the parent of all streams only. Times are nanoseconds that only count.
 */
final class EarlyDeaths {

    static final Duration EARLY = Duration.ofMinutes(1);
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** Who was cut is back by then: {@code connections.retry-max} twice over, by its default. */
    static final Duration BACK_WITHIN = Duration.ofMinutes(1);

    private static final int DEATHS_MAX = 8;

    /** The latest is last. */
    private final ArrayDeque<Long> goneAtNanos = new ArrayDeque<>();

    private final ArrayDeque<Long> cutAtNanos = new ArrayDeque<>();

    private volatile int count;

    /** A stream is gone without having been ended by us. */
    void gone(Duration lived, long now) {
        if (lived.compareTo(EARLY) < 0) {
            remember(goneAtNanos, now);
        }
    }

    /** A stream was opened by a client that had lost another one. */
    void cameBack(long now) {
        forget(now);
        if (goneAtNanos.pollLast() != null) {
            remember(cutAtNanos, now);
            count = cutAtNanos.size();
        }
    }

    void forget(long now) {
        goneAtNanos.removeIf(at -> now - at > BACK_WITHIN.toNanos());
        cutAtNanos.removeIf(at -> now - at > REMEMBERED.toNanos());
        count = cutAtNanos.size();
    }

    /** Of the last ten minutes. */
    int count() {
        return count;
    }

    private static void remember(ArrayDeque<Long> times, long now) {
        times.addLast(now);
        if (times.size() > DEATHS_MAX) {
            times.removeFirst();
        }
    }
}
