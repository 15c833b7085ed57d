package dev.weir.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets newcomers in at a steady rate: each gets the next free moment, at once if there is one, and waits for it in line.
 * Who would wait for too long is not taken into the line. For one thread; times are nanoseconds that only count.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371), with moments that may be used up to 20 ms late, so that a timer's grain
 * does not lower the rate.
 *
 * @param <T> who waits
 */
public final class AdmissionLine<T> {

    /** Longer than this, coming back later is kinder than an answer that does not come. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long LATENESS_NANOS = Duration.ofMillis(20).toNanos();

    private record Place<T>(T who, long atNanos) {}

    private final long betweenNanos;

    /** At most as many as are let in within {@link #WAIT_MAX}. */
    private final ArrayDeque<Place<T>> line = new ArrayDeque<>();

    private @Nullable Long nextFreeNanos;

    /** @param ratePerSecond from 1 */
    public AdmissionLine(int ratePerSecond) {
        this.betweenNanos = SECOND_NANOS / ratePerSecond;
    }

    /** Takes a newcomer in, to be given out by {@link #due} when its moment has come; false when the line is too long. */
    public boolean enter(T newcomer, long now) {
        long earliest = now - LATENESS_NANOS;
        long at = nextFreeNanos == null || nextFreeNanos - earliest < 0 ? earliest : nextFreeNanos;
        if (at - now > WAIT_MAX.toNanos()) {
            return false;
        }
        nextFreeNanos = at + betweenNanos;
        line.add(new Place<>(newcomer, at));
        return true;
    }

    /** Whose moment has come, in the order of arrival; they leave the line. */
    public List<T> due(long now) {
        var due = new ArrayList<T>();
        while (!line.isEmpty() && line.getFirst().atNanos - now <= 0) {
            due.add(line.removeFirst().who);
        }
        return due;
    }

    /** All who wait; the line is empty afterwards. */
    public List<T> dissolve() {
        var all = line.stream().map(Place::who).toList();
        line.clear();
        return all;
    }

    /** How long nobody's moment comes; null when nobody waits. */
    public @Nullable Duration untilNext(long now) {
        return line.isEmpty() ? null : Duration.ofNanos(Math.max(0, line.getFirst().atNanos - now));
    }
}
