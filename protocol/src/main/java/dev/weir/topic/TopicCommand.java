package dev.weir.topic;

import dev.weir.wire.Draft;
import java.time.Duration;
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
     * @param mayCreate whether the topic may come to exist by it
     * @param arrivedAt when the first node saw the request
     * @param deadline nothing of it is handed to the journal after this moment
     */
    record Publish(
            List<Draft> drafts,
            @Nullable String batchKey,
            boolean mayCreate,
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

    /** What changes a topic and publishes nothing; takes its turn among the publishes. */
    sealed interface Change extends TopicCommand {

        /** Nothing of it is handed to the journal after this moment. */
        Instant deadline();

        ActorRef<TopicReply> replyTo();
    }

    /**
     * Create the topic, or change how it keeps events. Answered by {@link
     * TopicReply.Configured} after the commit.
     *
     * @param retentionEvents how many events to keep, from 1; {@link Retention#ALL} for all; null leaves it as it is
     * @param retentionAge how long to keep an event, from 1 s; {@link Retention#FOREVER} for ever; null leaves it as it is
     * @param keyed whether the latest event of each key is the topic's state; null leaves it as it is
     * @param mayCreate whether the topic may come to exist by it
     */
    record Configure(
            @Nullable Long retentionEvents,
            @Nullable Duration retentionAge,
            @Nullable Boolean keyed,
            boolean mayCreate,
            Instant deadline,
            ActorRef<TopicReply> replyTo)
            implements Change {}

    /**
     * Take no more events; harmless when repeated. Answered by {@link TopicReply.Done} after the commit.
     */
    record Close(Instant deadline, ActorRef<TopicReply> replyTo) implements Change {}

    /**
     * Forget everything and begin a new epoch. Answered by {@link TopicReply.Done} after the commit.
     */
    record Delete(Instant deadline, ActorRef<TopicReply> replyTo) implements Change {}

    /** Say what is committed. Answered by {@link TopicReply.Described}. */
    record Describe(ActorRef<TopicReply> replyTo) implements TopicCommand {}

    /** Say the latest event of each key. Answered by {@link TopicReply.State}. */
    record ReadState(ActorRef<TopicReply> replyTo) implements TopicCommand {}

    /** What the entity tells itself; never crosses nodes. */
    non-sealed interface Internal extends TopicCommand {}
}
