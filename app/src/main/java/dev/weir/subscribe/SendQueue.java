package dev.weir.subscribe;

import org.jspecify.annotations.Nullable;

/** The bytes of one connection that its client has not acknowledged yet, by the kernel's account. */
interface SendQueue {

    long UNKNOWN = -1;

    /** Of a connection that the kernel tells nothing about. */
    SendQueue NONE = new SendQueue() {
        @Override
        public void look() {}

        @Override
        public Seen seen() {
            return new Seen(UNKNOWN, 0);
        }
    };

    /**
     * @param bytes or {@link #UNKNOWN}, when the kernel does not tell
     * @param atNanos when; of the clock of intervals
     */
    record Seen(long bytes, long atNanos) {

        boolean known() {
            return bytes != UNKNOWN;
        }
    }

    /** Asks the kernel, soon; returns at once. */
    void look();

    /** What the kernel said last; null while it was not asked. */
    @Nullable Seen seen();
}
