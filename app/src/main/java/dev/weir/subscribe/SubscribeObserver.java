package dev.weir.subscribe;

import dev.weir.wire.GapCause;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What streams let an onlooker count. Called from many threads; must return at once. */
public interface SubscribeObserver {

    /** @param resumed whether the client came with an id that no planned end gave out: a reconnection */
    void opened(boolean resumed);

    /** A stream was asked for and not opened. */
    void refused(StreamEnd end);

    /** Once for every {@link #opened}. */
    void ended(Ending ending, Duration lived);

    /**
     * The client's socket took these.
     *
     * @param latencyOfOldest since the oldest of the events reached Weir; null for events from before the stream began,
     *     which are as old as the client was away, and for those read from the journal
     */
    void sent(int events, int bytes, @Nullable Duration latencyOfOldest);

    /** @param lost how many events are known to be missing; 0 when nobody knows */
    void gap(GapCause cause, long lost);

    /** An actor of this package was restarted or stopped by its supervisor. */
    void supervised(String actor, String decision);

    /** @param delta 1 when a stream begins to read from the journal, -1 when it is done */
    void catchUp(int delta);

    /** @param delta 1 when a stream has fallen out of its topic's log, -1 when it is back or over */
    void lagging(int delta);

    /** Counts nothing. */
    SubscribeObserver NONE = new SubscribeObserver() {
        @Override
        public void opened(boolean resumed) {}

        @Override
        public void refused(StreamEnd end) {}

        @Override
        public void ended(Ending ending, Duration lived) {}

        @Override
        public void sent(int events, int bytes, @Nullable Duration latencyOfOldest) {}

        @Override
        public void gap(GapCause cause, long lost) {}

        @Override
        public void supervised(String actor, String decision) {}

        @Override
        public void catchUp(int delta) {}

        @Override
        public void lagging(int delta) {}
    };
}
