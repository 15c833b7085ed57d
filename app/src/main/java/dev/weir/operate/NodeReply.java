package dev.weir.operate;

import dev.weir.topic.ClusterMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers about itself. Rows of lists come as JSON that only needs to be passed on, so that nodes of two versions
 * understand each other; and in pieces of at most {@link RowBudget#BYTES_MAX}, since messages between nodes have a bound.
 */
sealed interface NodeReply extends ClusterMessage {

    record Figures(Sample sample, NodeState state) implements NodeReply {}

    /**
     * @param matching how many there are in all
     * @param more whether others follow the last of these
     */
    record StreamRows(List<StreamRow> rows, int matching, boolean more) implements NodeReply {}

    /** @param key by which rows are ordered, then by id */
    record StreamRow(long key, String id, String json) {}

    /** @param json null when it is not here */
    record Found(@Nullable String json) implements NodeReply {}

    record Done(boolean found) implements NodeReply {}

    record TopicsHere(List<TopicUse> topics) implements NodeReply {}

    /** @param lives whether its owner runs on this node now */
    record TopicUse(String topic, boolean lives, int readers) {}

    /**
     * @param lives whether the topic's owner runs on this node now
     * @param read whether somebody reads it here; the members below are about the node's log then
     */
    record TopicHere(
            boolean lives,
            boolean read,
            boolean attached,
            long epoch,
            long first,
            long last,
            long head,
            int readers,
            long bytes)
            implements NodeReply {}

    /**
     * @param has streams that were sent the event
     * @param waits streams that are on their way to it
     * @param missed streams whose client was told of a gap that it lies in
     * @param beganAfter streams that begin behind it: their clients had it before, or did not ask for it
     * @param streams some of them as JSON, those that miss it or wait for it first
     */
    record Traced(TopicHere here, int has, int waits, int missed, int beganAfter, List<String> streams)
            implements NodeReply {}

    /** @param tree parents before their children; counts are since the node started */
    record Supervised(List<Kind> tree, List<Decision> entries) implements NodeReply {}

    /**
     * Actors of one kind.
     *
     * @param parent of which kind; null for those that the system supervises
     * @param running how many there are now
     */
    record Kind(
            String actor,
            @Nullable String parent,
            String onFailure,
            int running,
            long restarts,
            long stops,
            long evictions) {}

    record Decision(Instant time, String actor, String name, String decision, String reason) {}
}
