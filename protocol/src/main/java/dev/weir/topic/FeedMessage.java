package dev.weir.topic;

import dev.weir.wire.Event;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a topic tells the feeds that attached to it. Delivery between nodes may drop any of these. */
public sealed interface FeedMessage extends ClusterMessage {

    /**
     * The answer to {@link TopicCommand.Attach}, and what an owner says when it starts again: every commit after
     * {@code head} will be told.
     *
     * @param owner the topic's entity itself, to be watched; its path tells whether it lives on the feed's node
     * @param request the number of the {@code Attach} that this answers; {@link #UNASKED} when none
     */
    record Attached(TopicHead head, ActorRef<TopicCommand> owner, long request) implements FeedMessage {

        public static final long UNASKED = 0;
    }

    /**
     * Events that PostgreSQL has just committed.
     *
     * @param head after them
     * @param events at least one, consecutive, the last one at {@code head.last}
     * @param arrivedAt when the oldest of their publishes reached Weir
     */
    record Committed(TopicHead head, List<Event> events, Instant arrivedAt) implements FeedMessage {}

    /** What a feed tells itself or its readers tell it; never crosses nodes. */
    non-sealed interface Internal extends FeedMessage {}
}
