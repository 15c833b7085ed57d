package dev.weir.subscribe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the ends of its streams have taught about one client and the proxy before it: after which silence they are cut, and
 * so how often a heartbeat is wanted.
 *
 * <p>Streams that died after about the same silence, at times so far apart that others could have lived through as much,
 * and none did, mean that something cuts silent connections there: heartbeats then come at three quarters of that silence.
 * When it has been quiet for a while they are spread a quarter further, step by step; one more death brings them back, and
 * the next try comes twice as late.
 *
 * <p>Written by the parent of all streams only; what every stream of the client reads is volatile.
 * Times are nanoseconds that only count.
 */
final class HeartbeatHabit {

    static final Duration STABLE_FIRST = Duration.ofMinutes(10);

    private static final Duration STABLE_MAX = Duration.ofHours(24);
    private static final Duration DEATHS_REMEMBERED = Duration.ofMinutes(30);
    private static final int KINDS_MAX = 8;
    private static final double ALIKE_SHARE = 0.1;
    private static final double MARGIN = 0.75;
    private static final double STEP_UP = 1.25;

    /**
     * Deaths after about the same silence.
     *
     * @param silenceNanos the shortest of them
     */
    private record Kind(long silenceNanos, long firstAtNanos, long lastAtNanos) {

        Kind with(long silence, long now) {
            return new Kind(Math.min(silenceNanos, silence), firstAtNanos, now);
        }
    }

    private final Duration least;
    private final Duration most;
    /** The latest is last. */
    private final ArrayDeque<Kind> deaths = new ArrayDeque<>();

    private final EarlyDeaths earlyDeaths = new EarlyDeaths();

    /** The longest silence that a stream has lived through since the first of the deaths. */
    private long survivedNanos;

    /** The silence after which streams are cut; null while nothing says that they are. */
    private @Nullable Duration cutAfter;

    private long quietSinceNanos;
    private Duration stableFor = STABLE_FIRST;

    private volatile @Nullable Duration adapted;
    private volatile boolean suspicious;

    /**
     * @param least {@code connections.heartbeat-min}
     * @param most {@code connections.heartbeat}
     */
    HeartbeatHabit(Duration least, Duration most) {
        this.least = least;
        this.most = most;
    }

    /** @param nominal what the client was told; never more than that */
    Duration interval(Duration nominal) {
        var now = adapted;
        return now == null || now.compareTo(nominal) > 0 ? nominal : now;
    }

    /** Why the interval is not the nominal one; null when it is. */
    @Nullable String reason() {
        var interval = adapted;
        var cut = cutAfter;
        return interval == null || cut == null
                ? null
                : String.format(
                        Locale.ROOT,
                        "streams of this client died after %.1f s of silence, so heartbeats come every %.1f s",
                        seconds(cut),
                        seconds(interval));
    }

    boolean isAdapted() {
        return adapted != null;
    }

    /** Streams of this client that were cut within a minute of their opening, of the last ten minutes. */
    int earlyDeaths() {
        return earlyDeaths.count();
    }

    /** Whether {@link #survived} is of interest. */
    boolean suspicious() {
        return suspicious;
    }

    /** A stream of this client was opened, with an id that says that it had lost another one. */
    void cameBack(long now) {
        earlyDeaths.cameBack(now);
    }

    /** A stream was silent for so long, and lives. */
    void survived(Duration silence) {
        survivedNanos = Math.max(survivedNanos, silence.toNanos());
    }

    /**
     * A stream is gone without having been ended by us.
     *
     * @param silence that it ended, or that was broken by what found it dead
     * @param lived since it was opened
     * @return whether the interval is another one now
     */
    boolean died(Duration silence, Duration lived, long now) {
        earlyDeaths.gone(lived, now);
        forget(now);
        // Whoever leaves sooner than the shortest interval cannot be helped, and need not be.
        if (silence.compareTo(least) < 0 || least.compareTo(most) >= 0) {
            return false;
        }
        if (deaths.isEmpty()) {
            survivedNanos = 0;
        }
        suspicious = true;
        var kind = remember(silence.toNanos(), now);
        var known = cutAfter;
        if (known != null && alike(silence.toNanos(), known.toNanos())) {
            stableFor = min(stableFor.multipliedBy(2), STABLE_MAX);
            return cut(known, now);
        }
        boolean othersCouldHaveLived = now - kind.firstAtNanos >= most.toNanos();
        return othersCouldHaveLived
                && survivedNanos < kind.silenceNanos
                && cut(Duration.ofNanos(kind.silenceNanos), now);
    }

    private Kind remember(long silenceNanos, long now) {
        var kind = new Kind(silenceNanos, now, now);
        for (Iterator<Kind> kinds = deaths.iterator(); kinds.hasNext(); ) {
            var other = kinds.next();
            if (alike(silenceNanos, other.silenceNanos)) {
                kind = other.with(silenceNanos, now);
                kinds.remove();
                break;
            }
        }
        deaths.addLast(kind);
        if (deaths.size() > KINDS_MAX) {
            deaths.removeFirst();
        }
        return kind;
    }

    /** Some time has passed: when nothing died meanwhile, heartbeats may come a little later. */
    boolean relax(long now) {
        forget(now);
        var interval = adapted;
        if (interval == null || now - quietSinceNanos < stableFor.toNanos()) {
            return false;
        }
        quietSinceNanos = now;
        var longer = Duration.ofNanos((long) (interval.toNanos() * STEP_UP));
        adapted = longer.compareTo(most) < 0 ? longer : null;
        if (adapted == null) {
            cutAfter = null;
            deaths.clear();
            suspicious = false;
        }
        return true;
    }

    private boolean cut(Duration after, long now) {
        cutAfter = after;
        quietSinceNanos = now;
        var wanted = Duration.ofNanos((long) (after.toNanos() * MARGIN));
        var next = wanted.compareTo(least) < 0 ? least : wanted;
        boolean changed = !next.equals(adapted);
        adapted = next;
        return changed;
    }

    private static boolean alike(long one, long other) {
        long tolerance = Math.max(Duration.ofSeconds(1).toNanos(), (long) (other * ALIKE_SHARE));
        return Math.abs(one - other) <= tolerance;
    }

    private void forget(long now) {
        deaths.removeIf(kind -> now - kind.lastAtNanos > DEATHS_REMEMBERED.toNanos());
        suspicious = !deaths.isEmpty();
        earlyDeaths.forget(now);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
