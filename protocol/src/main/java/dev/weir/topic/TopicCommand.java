package dev.weir.topic;

import dev.weir.wire.Draft;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a topic can be asked to do. */
public sealed interface TopicCommand extends ClusterMessage {

    /**
     * Store these drafts, all or none, under consecutive sequence numbers, and answer after the commit.
     *
     * @param drafts at least one
     * @param batchKey an idempotency key that covers all of them together; then no draft has one of its own
     * @param arrivedAt when the first node saw the request
     * @param deadline nothing of it is handed to the journal after this moment
     */
    record Publish(
            List<Draft> drafts,
            @Nullable String batchKey,
            Instant arrivedAt,
            Instant deadline,
            ActorRef<PublishReply> replyTo)
            implements TopicCommand {}

    /**
     * Tell this feed of every commit from now on. Answered by {@link FeedMessage.Attached}; repeating it is harmless,
     * counts as activity, and is how a feed asks for the head.
     *
     * @param request comes back with the answer; above 0
     */
    record Attach(ActorRef<FeedMessage> feed, long request) implements TopicCommand {}

    /** Tell this feed nothing more. */
    record Detach(ActorRef<FeedMessage> feed) implements TopicCommand {}

    /**
     * The feed of the topic's own node is too far behind: keep publishers waiting until {@link Resume}, or until a time
     * that the topic bounds itself.
     */
    record Hold(ActorRef<FeedMessage> feed) implements TopicCommand {}

    /** The feed has caught up. */
    record Resume(ActorRef<FeedMessage> feed) implements TopicCommand {}

    /** What the entity tells itself; never crosses nodes. */
    non-sealed interface Internal extends TopicCommand {}
}
