package dev.weir.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * The streams of a leaving node, ended at a steady rate: so many at each step that all are told within four fifths of
 * {@code connections.drain-time}. The rest of it is for the last good-byes.
 */
final class Draining {

    static final Duration STEP = Duration.ofMillis(100);

    private static final double SHARE = 0.8;

    private final ArrayDeque<Child> toEnd;
    private final int each;

    Draining(Collection<Child> children, Duration drainTime) {
        toEnd = new ArrayDeque<>(children);
        long steps = Math.max(1, (long) (drainTime.toMillis() * SHARE) / STEP.toMillis());
        each = (int) ((toEnd.size() + steps - 1) / steps);
    }

    /** Tells the next ones; false when there is nobody left to tell. */
    boolean step(Connection.End end) {
        for (int i = 0; i < each && !toEnd.isEmpty(); i++) {
            toEnd.remove().connection.tell(end);
        }
        return !toEnd.isEmpty();
    }
}
