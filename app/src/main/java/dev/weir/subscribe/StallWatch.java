package dev.weir.subscribe;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client takes nothing of what waits for it. Its socket tells of large steps only, so the kernel is asked as
 * well, from time to time while bytes wait; a change in what it says is progress. Times are nanoseconds of the clock that
 * the progress is kept with.
 */
final class StallWatch {

    /** How often the kernel is asked within the time after which a client is given up: by so much that may come late. */
    private static final int LOOKS = 8;

    /** Without bytes that wait nothing is asked; this is how late it may be seen that some do. */
    private static final int LOOKS_UNSEEN = 2;

    private static final long ANSWER_POLL_NANOS = 20_000_000;

    /** It answers always; on a machine that has no time for anything it rests for seconds between two answers. */
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final ConnectionProgress progress;
    private final SendQueue queue;
    private final long stallNanos;
    private final long lookNanos;

    /** Which wait the rest of this is about; null for none. */
    private @Nullable Long waitingSince;

    private @Nullable Long bytesBefore;
    private long progressAtNanos;
    private long lookAtNanos;

    StallWatch(ConnectionProgress progress, SendQueue queue, long stallNanos) {
        this.progress = progress;
        this.queue = queue;
        this.stallNanos = stallNanos;
        this.lookNanos = stallNanos / LOOKS;
    }

    /** Asks the kernel when that is due, and gives nobody up before it has answered, or has had the time to. */
    boolean isStalled(long now) {
        if (!isWaiting()) {
            return false;
        }
        var seen = queue.seen();
        if (seen != null) {
            compare(seen);
        }
        long overAt = progressAtNanos + stallNanos;
        if (now >= overAt && (isLastWord(seen, overAt) || now >= overAt + ANSWER_NANOS_MAX)) {
            return true;
        }
        if (now >= Math.min(lookAtNanos, overAt)) {
            queue.look();
            lookAtNanos = now + lookNanos;
        }
        return false;
    }

    private boolean isWaiting() {
        var since = progress.waitingSinceNanos();
        if (since != null && !since.equals(waitingSince)) {
            bytesBefore = null;
            progressAtNanos = since;
            lookAtNanos = since + lookNanos;
        }
        waitingSince = since;
        return since != null;
    }

    /** The first answer of a wait is progress too: how much there was at its beginning is not known. */
    private void compare(SendQueue.Seen seen) {
        if (seen.known() && seen.atNanos() >= progressAtNanos) {
            if (bytesBefore == null || bytesBefore != seen.bytes()) {
                progressAtNanos = seen.atNanos();
            }
            bytesBefore = seen.bytes();
        }
    }

    private static boolean isLastWord(SendQueue.@Nullable Seen seen, long overAt) {
        return seen != null && (!seen.known() || seen.atNanos() >= overAt);
    }

    /** When to look again. */
    long nextAt(long now) {
        if (!isWaiting()) {
            return now + LOOKS_UNSEEN * lookNanos;
        }
        long overAt = progressAtNanos + stallNanos;
        return now >= overAt ? now + ANSWER_POLL_NANOS : Math.min(lookAtNanos, overAt);
    }
}
