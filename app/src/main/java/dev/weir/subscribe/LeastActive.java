package dev.weir.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the stream that can best be done without: the one whose client has made no progress for longest, and for at least
 * a minute. Looks at all streams at most once a second, and goes by what it saw in between. For one thread.
 */
final class LeastActive {

    static final Duration INACTIVE_MIN = Duration.ofMinutes(1);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** More than are evicted until the next look. */
    private static final int FOUND_MAX = 1_000;

    /** Those without progress for longest come first. */
    private final ArrayDeque<Child> found = new ArrayDeque<>();

    private @Nullable Long lookedAtNanos;

    /** Null when every stream is of use to its client. */
    @Nullable Child next(Collection<Child> all, long now) {
        for (var child = found.poll(); child != null; child = found.poll()) {
            if (mayGo(child, now)) {
                return child;
            }
        }
        if (lookedAtNanos != null && now - lookedAtNanos < LOOK_EVERY.toNanos()) {
            return null;
        }
        lookedAtNanos = now;
        all.stream()
                .filter(child -> mayGo(child, now))
                .sorted(Comparator.comparingLong(child -> lastTakenNanos(child) - now))
                .limit(FOUND_MAX)
                .forEach(found::add);
        return found.poll();
    }

    private static boolean mayGo(Child child, long now) {
        return child.streams() && now - lastTakenNanos(child) >= INACTIVE_MIN.toNanos();
    }

    private static long lastTakenNanos(Child child) {
        var progress = child.progress;
        return progress == null ? Long.MAX_VALUE : progress.lastTakenNanos();
    }
}
