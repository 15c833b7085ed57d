package dev.weir.topic;

import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * All topics of the cluster, wherever they live: the one way in which anybody talks to a topic's owner.
 *
 * <p>What is in flight from this node is bounded for each topic and in bytes for the node, below what the owner's stash
 * holds, since the stash drops silently what is too much for it.
 */
public final class Topics {

    public static final EntityTypeKey<TopicCommand> TYPE = EntityTypeKey.create(TopicCommand.class, "topic");

    private final ClusterSharding sharding;
    private final Clock clock;
    private final Duration journalTimeout;
    private final InFlight inFlight;

    /**
     * @param journalTimeout how long PostgreSQL may take for a commit that was begun before the deadline
     * @param inFlight what this node may have under way
     */
    public Topics(ActorSystem<?> system, Clock clock, Duration journalTimeout, InFlight inFlight) {
        this.sharding = ClusterSharding.get(system);
        this.clock = clock;
        this.journalTimeout = journalTimeout;
        this.inFlight = inFlight;
    }

    /**
     * Stores these drafts, all or none, and answers after the commit.
     *
     * @param batchKey an idempotency key for all of them together; then none of them has its own
     * @param deadline nothing is handed to the journal after it
     * @return a refusal like any other when the node has too much in flight; fails with
     *     {@link java.util.concurrent.TimeoutException} when no answer came until the deadline and the journal's own
     *     time-out: then the drafts are stored once or not at all
     */
    public CompletionStage<PublishReply> publish(
            TopicName topic, List<Draft> drafts, @Nullable String batchKey, Instant arrivedAt, Instant deadline) {
        long bytes = drafts.stream().mapToLong(Draft::dataBytes).sum();
        if (!inFlight.begin(topic, bytes)) {
            return CompletableFuture.completedFuture(
                    new Refused(Refusal.OVERLOADED, "publishes under way: too many on this node (nothing was stored)"));
        }
        var timeout = Duration.between(clock.instant(), deadline).plus(journalTimeout);
        return entity(topic)
                .<PublishReply>ask(
                        replyTo -> new TopicCommand.Publish(drafts, batchKey, arrivedAt, deadline, replyTo), timeout)
                .whenComplete((reply, failure) -> inFlight.end(topic, bytes));
    }

    /** Tells the topic's owner; as with any message between nodes, nobody knows whether it arrives. */
    public void tell(TopicName topic, TopicCommand command) {
        entity(topic).tell(command);
    }

    private EntityRef<TopicCommand> entity(TopicName topic) {
        return sharding.entityRefFor(TYPE, topic.text());
    }
}
