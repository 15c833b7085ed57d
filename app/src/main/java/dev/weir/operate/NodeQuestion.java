package dev.weir.operate;

import dev.weir.topic.ClusterMessage;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What one node asks another on behalf of an operator. Each is answered by one {@link NodeReply}, or by none in time. */
public sealed interface NodeQuestion extends ClusterMessage {

    ActorRef<NodeReply> replyTo();

    /** Answered by {@link NodeReply.Figures}. */
    record HowAreYou(ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** Answered by {@link NodeReply.StreamRows}. */
    record ListStreams(StreamQuery query, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** Answered by {@link NodeReply.Found}. */
    record DescribeStream(String id, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /**
     * Answered by {@link NodeReply.Done}.
     *
     * @param by who wants it, for the log
     */
    record EndStream(String id, String by, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** Which of these live here, and how many read them here. Answered by {@link NodeReply.TopicsHere}. */
    record LookAtTopics(List<String> topics, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** The topics that most streams read here. Answered by {@link NodeReply.TopicsHere}. */
    record MostReadTopics(int limit, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** What this node has of a topic. Answered by {@link NodeReply.TopicHere}. */
    record LookAtTopic(String topic, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /** Where an event has come to on this node. Answered by {@link NodeReply.Traced}. */
    record TraceEvent(String topic, long epoch, long seq, ActorRef<NodeReply> replyTo) implements NodeQuestion {}

    /**
     * The latest decisions of supervisors. Answered by {@link NodeReply.Supervised}.
     *
     * @param actor only of this kind; null for all
     * @param decision only these; null for all
     */
    record ListSupervision(@Nullable String actor, @Nullable String decision, int limit, ActorRef<NodeReply> replyTo)
            implements NodeQuestion {}

    /** End as with SIGTERM. Answered by {@link NodeReply.Done}, before it begins. */
    record Leave(String by, ActorRef<NodeReply> replyTo) implements NodeQuestion {}
}
