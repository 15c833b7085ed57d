package dev.weir.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * The streams of a leaving node, ended at a steady rate by the clock: all are told within four fifths of
 * {@code connections.drain-time}, also when ticks come late. The rest of it is for the last good-byes.
 */
final class Draining {

    static final Duration STEP = Duration.ofMillis(100);

    private static final double SHARE = 0.8;

    private final ArrayDeque<Child> toEnd;
    private final int all;
    private final long beganAtNanos;
    private final double windowNanos;

    /** @param now nanoseconds that only count */
    Draining(Collection<Child> children, Duration drainTime, long now) {
        toEnd = new ArrayDeque<>(children);
        all = toEnd.size();
        beganAtNanos = now;
        windowNanos = Math.max(1, drainTime.toNanos() * SHARE);
    }

    /** Tells those whose time comes before the next step; false when there is nobody left to tell. */
    boolean step(Connection.End end, long now) {
        double share = (now - beganAtNanos + STEP.toNanos()) / windowNanos;
        long left = all - Math.min(all, (long) Math.ceil(all * share));
        while (toEnd.size() > left) {
            toEnd.remove().connection.tell(end);
        }
        return !toEnd.isEmpty();
    }
}
