package dev.weir.subscribe;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What time alone does to a running stream, and when to look next. Times are nanoseconds of the clock that the progress
 * is kept with.
 */
final class StreamDeadlines {

    /** What is due now; all but the first two are final. */
    enum Due {
        NOTHING,
        HEARTBEAT,
        IDLE,
        LIFETIME,
        EXPIRY,
        STALL
    }

    private final ConnectionProgress progress;
    private final Supplier<Duration> heartbeat;
    private final long idleNanos;
    private final StallWatch stall;
    private final long lifetimeNanos;
    private final @Nullable Long expiresAtNanos;
    private long heartbeatNanos;
    private long heartbeatAskedAtNanos;

    /**
     * @param heartbeat draws the next interval of silence
     * @param lifetime of this stream
     * @param validFor how long what lets the client in is good; null for ever
     * @param queue of this stream's socket
     */
    StreamDeadlines(
            ConnectionProgress progress,
            Supplier<Duration> heartbeat,
            Duration lifetime,
            @Nullable Duration validFor,
            ConnectionSettings settings,
            SendQueue queue) {
        this.progress = progress;
        this.heartbeat = heartbeat;
        heartbeatNanos = heartbeat.get().toNanos();
        expiresAtNanos = validFor == null ? null : progress.openedAtNanos() + validFor.toNanos();
        idleNanos = settings.idleTimeout().toNanos();
        stall = new StallWatch(progress, queue, settings.stallTimeout().toNanos());
        lifetimeNanos = lifetime.toNanos();
        heartbeatAskedAtNanos = progress.openedAtNanos();
    }

    Due due(long now) {
        if (stall.isStalled(now)) {
            return Due.STALL;
        }
        if (expiresAtNanos != null && now >= expiresAtNanos) {
            return Due.EXPIRY;
        }
        if (now >= progress.openedAtNanos() + lifetimeNanos) {
            return Due.LIFETIME;
        }
        if (now >= progress.lastEventNanos() + idleNanos) {
            return Due.IDLE;
        }
        if (now >= heartbeatAt()) {
            heartbeatAskedAtNanos = now;
            heartbeatNanos = heartbeat.get().toNanos();
            return Due.HEARTBEAT;
        }
        return Due.NOTHING;
    }

    /** How long nothing can become due; at least a millisecond. */
    Duration untilNext(long now) {
        long ends = Math.min(progress.openedAtNanos() + lifetimeNanos, progress.lastEventNanos() + idleNanos);
        if (expiresAtNanos != null) {
            ends = Math.min(ends, expiresAtNanos);
        }
        long next = Math.min(Math.min(ends, stall.nextAt(now)), heartbeatAt());
        return Duration.ofNanos(Math.max(1_000_000, next - now));
    }

    /** A heartbeat that the client has not taken yet is not asked for again before another interval is over. */
    private long heartbeatAt() {
        return Math.max(progress.lastSentNanos(), heartbeatAskedAtNanos) + heartbeatNanos;
    }
}
