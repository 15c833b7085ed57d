package dev.weir.client;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Watches how long nothing is heard while something is waited for. Belongs to one mailbox.
 *
 * <p>One timer at a time, which looks at the deadline when it rings: hearing a byte costs no timer.
 */
final class Silence {

    private final Timers timers;
    private final Executor mailbox;
    private final Runnable tooLong;
    private Duration limit;
    private Timers.Wait timer = Timers.Wait.NONE;
    private boolean ticking;
    private boolean waiting;
    private boolean closed;
    private long since;

    /** @param tooLong run in the mailbox */
    Silence(Timers timers, Executor mailbox, Duration limit, Runnable tooLong) {
        this.timers = timers;
        this.mailbox = mailbox;
        this.limit = limit;
        this.tooLong = tooLong;
    }

    Duration limit() {
        return limit;
    }

    void limit(Duration longer) {
        limit = longer;
    }

    /** Something is waited for from now on. */
    void begin() {
        waiting = true;
        since = timers.nanos();
        if (!ticking) {
            tick(limit);
        }
    }

    /** It came, or is not waited for any more. */
    void end() {
        waiting = false;
    }

    void close() {
        closed = true;
        timer.cancel();
    }

    private void tick(Duration delay) {
        ticking = true;
        timer = timers.after(delay, () -> mailbox.execute(this::onTick));
    }

    private void onTick() {
        ticking = false;
        if (closed || !waiting) {
            return;
        }
        var left = limit.minusNanos(timers.nanos() - since);
        if (left.isZero() || left.isNegative()) {
            tooLong.run();
        } else {
            tick(left);
        }
    }
}
