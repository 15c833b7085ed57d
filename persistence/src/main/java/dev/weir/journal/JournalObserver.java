package dev.weir.journal;

import java.time.Duration;

/** What the journal lets an onlooker count. Called from many threads; must return at once. */
public interface JournalObserver {

    /**
     * One commit.
     *
     * @param oldestWait since the oldest of their publishes arrived
     * @param took from when it was handed to the journal until PostgreSQL had it
     */
    void committed(int events, Duration oldestWait, Duration took);

    /** One page or one row was read from PostgreSQL for a reader. */
    void read();

    /** A write, read or recovery failed. */
    void failed();

    /** A commit was refused since another writer of its topic was faster. */
    default void fenced() {}

    /** So many rows were deleted, since nobody wants them any more. */
    default void pruned(int rows) {}

    /** An actor of this package was restarted or stopped by its supervisor. */
    void supervised(String actor, String which, String decision, String reason);

    /** Counts nothing. */
    JournalObserver NONE = new JournalObserver() {
        @Override
        public void committed(int events, Duration oldestWait, Duration took) {}

        @Override
        public void read() {}

        @Override
        public void failed() {}

        @Override
        public void supervised(String actor, String which, String decision, String reason) {}
    };
}
