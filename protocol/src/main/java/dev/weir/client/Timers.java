package dev.weir.client;

import java.time.Duration;
import java.time.Instant;

/** Time as the client sees it, so that a test can set it. */
interface Timers {

    /** Ends a wait; harmless when it has ended by itself. */
    @FunctionalInterface
    interface Wait {
        Wait NONE = () -> {};

        void cancel();
    }

    /** For measuring only. */
    long nanos();

    /** For dates that a server sends. */
    Instant now();

    /** Runs the task once, later, on a thread of its own: it must be short. */
    Wait after(Duration delay, Runnable task);
}
