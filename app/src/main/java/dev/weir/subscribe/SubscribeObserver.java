package dev.weir.subscribe;

import dev.weir.http.ClientAddress;
import dev.weir.wire.GapCause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What streams let an onlooker count. Called from many threads; must return at once. */
public interface SubscribeObserver {

    void opened(StreamFacts stream);

    void refused(RefusedStream refused);

    /** Once for every {@link #opened}. */
    void ended(StreamFacts stream, Ending ending, StreamLife life);

    /**
     * What streams of a client taught about its heartbeats.
     *
     * @param reason why the interval is what it is now; null when it is the nominal one again
     */
    void heartbeatAdapted(ClientAddress client, Duration interval, @Nullable String reason);

    /** Every few seconds. */
    void surveyed(Survey survey);

    /**
     * The client's socket took these.
     *
     * @param latencyOfOldest since the oldest of the events reached Weir; null for events from before the stream began,
     *     which are as old as the client was away, and for those read from the journal
     */
    void sent(int events, int bytes, @Nullable Duration latencyOfOldest);

    /** @param lost how many events are known to be missing; 0 when nobody knows */
    void gap(GapCause cause, long lost);

    /**
     * An actor of this package was restarted, stopped or evicted by its supervisor.
     *
     * @param which its name among those of its kind
     */
    void supervised(String actor, String which, String decision, String reason);

    /** @param delta 1 when a stream begins to read from the journal, -1 when it is done */
    void catchUp(int delta);

    /** @param delta 1 when a stream has fallen out of its topic's log, -1 when it is back or over */
    void lagging(int delta);

    /** Counts nothing. */
    SubscribeObserver NONE = new SubscribeObserver() {
        @Override
        public void opened(StreamFacts stream) {}

        @Override
        public void refused(RefusedStream refused) {}

        @Override
        public void ended(StreamFacts stream, Ending ending, StreamLife life) {}

        @Override
        public void heartbeatAdapted(ClientAddress client, Duration interval, @Nullable String reason) {}

        @Override
        public void surveyed(Survey survey) {}

        @Override
        public void sent(int events, int bytes, @Nullable Duration latencyOfOldest) {}

        @Override
        public void gap(GapCause cause, long lost) {}

        @Override
        public void supervised(String actor, String which, String decision, String reason) {}

        @Override
        public void catchUp(int delta) {}

        @Override
        public void lagging(int delta) {}
    };
}
