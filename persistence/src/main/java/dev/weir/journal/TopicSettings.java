package dev.weir.journal;

import dev.weir.topic.PublishBounds;
import java.time.Duration;

/**
 * What a topic's entity is told by the node's settings.
 *
 * @param create whether the first event of an unknown topic creates it ({@code topics.create})
 * @param bounds of one publish ({@code topics.event-bytes-max}, {@code topics.batch-bytes-max}); whoever sent it
 * @param keysMax how many idempotency keys a topic remembers ({@code topics.idempotency-window})
 * @param waitingMax publishes that one topic keeps waiting for the next commit; one more is refused
 * @param waitingBytesMax bytes of data of those publishes, together
 * @param commitEventsMax events that one commit takes from those that wait; a larger batch is committed alone
 * @param holdMax how long a feed that is behind can keep publishers waiting without saying so again
 * @param snapshotEvery rows from one snapshot to the next; bounds what a start replays
 * @param keeping what is kept of events that were stored
 */
public record TopicSettings(
        boolean create,
        PublishBounds bounds,
        int keysMax,
        int waitingMax,
        long waitingBytesMax,
        int commitEventsMax,
        Duration holdMax,
        int snapshotEvery,
        KeepingSettings keeping) {

    public static final TopicSettings DEFAULT =
            new TopicSettings(true, PublishBounds.DEFAULT, 10_000, 4_096, 32L << 20, 500, Duration.ofSeconds(1), 5_000);

    /** With the defaults of {@link KeepingSettings}. */
    public TopicSettings(
            boolean create,
            PublishBounds bounds,
            int keysMax,
            int waitingMax,
            long waitingBytesMax,
            int commitEventsMax,
            Duration holdMax,
            int snapshotEvery) {
        this(
                create,
                bounds,
                keysMax,
                waitingMax,
                waitingBytesMax,
                commitEventsMax,
                holdMax,
                snapshotEvery,
                KeepingSettings.DEFAULT);
    }

    /** The same with this. */
    public TopicSettings keeping(KeepingSettings other) {
        return new TopicSettings(
                create, bounds, keysMax, waitingMax, waitingBytesMax, commitEventsMax, holdMax, snapshotEvery, other);
    }
}
