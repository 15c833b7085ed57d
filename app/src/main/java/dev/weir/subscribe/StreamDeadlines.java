package dev.weir.subscribe;

import java.time.Duration;

/**
 * What time alone does to a running stream, and when to look next. Times are nanoseconds of the clock that the progress
 * is kept with.
 */
final class StreamDeadlines {

    /** What is due now; {@code STALL}, {@code LIFETIME} and {@code IDLE} are final. */
    enum Due {
        NOTHING,
        HEARTBEAT,
        IDLE,
        LIFETIME,
        STALL
    }

    private final ConnectionProgress progress;
    private final long heartbeatNanos;
    private final long idleNanos;
    private final StallWatch stall;
    private final long lifetimeNanos;
    private long heartbeatAskedAtNanos;

    /**
     * @param heartbeat of this stream
     * @param lifetime of this stream
     * @param queue of this stream's socket
     */
    StreamDeadlines(
            ConnectionProgress progress,
            Duration heartbeat,
            Duration lifetime,
            ConnectionSettings settings,
            SendQueue queue) {
        this.progress = progress;
        heartbeatNanos = heartbeat.toNanos();
        idleNanos = settings.idleTimeout().toNanos();
        stall = new StallWatch(progress, queue, settings.stallTimeout().toNanos());
        lifetimeNanos = lifetime.toNanos();
        heartbeatAskedAtNanos = progress.openedAtNanos();
    }

    Due due(long now) {
        if (stall.isStalled(now)) {
            return Due.STALL;
        }
        if (now >= progress.openedAtNanos() + lifetimeNanos) {
            return Due.LIFETIME;
        }
        if (now >= progress.lastEventNanos() + idleNanos) {
            return Due.IDLE;
        }
        if (now >= heartbeatAt()) {
            heartbeatAskedAtNanos = now;
            return Due.HEARTBEAT;
        }
        return Due.NOTHING;
    }

    /** How long nothing can become due; at least a millisecond. */
    Duration untilNext(long now) {
        long ends = Math.min(progress.openedAtNanos() + lifetimeNanos, progress.lastEventNanos() + idleNanos);
        long next = Math.min(Math.min(ends, stall.nextAt(now)), heartbeatAt());
        return Duration.ofNanos(Math.max(1_000_000, next - now));
    }

    /** A heartbeat that the client has not taken yet is not asked for again before another interval is over. */
    private long heartbeatAt() {
        return Math.max(progress.lastSentNanos(), heartbeatAskedAtNanos) + heartbeatNanos;
    }
}
