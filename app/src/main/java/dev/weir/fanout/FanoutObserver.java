package dev.weir.fanout;

import dev.weir.wire.TopicName;

/** What fan-out lets an onlooker count. Called from many threads; must return at once. */
public interface FanoutObserver {

    /** Events that were lost on their way to this node were read from the journal instead. */
    void repaired(TopicName topic, int events);

    /** A feed could not read from the journal; it tries again. */
    void journalFailed();

    /** An actor of this package was restarted or stopped by its supervisor. */
    void supervised(String actor, String which, String decision, String reason);

    /** A topic's publishers are kept waiting from now on, since its readers are behind. */
    void held();

    /** Counts nothing. */
    FanoutObserver NONE = new FanoutObserver() {
        @Override
        public void repaired(TopicName topic, int events) {}

        @Override
        public void journalFailed() {}

        @Override
        public void supervised(String actor, String which, String decision, String reason) {}

        @Override
        public void held() {}
    };
}
