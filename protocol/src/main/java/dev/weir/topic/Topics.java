package dev.weir.topic;

import dev.weir.topic.PublishReply.Published;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All topics of the cluster, wherever they live: the one way in which anybody talks to a topic's owner.
 *
 * <p>What is in flight from this member is bounded for each topic and in bytes, below what the owner's stash holds, since
 * the stash drops silently what is too much for it. Thread-safe.
 *
 * <p>A domain service publishes with {@link #tell}, {@link #ask} or {@link #sink}, which try again with the same
 * idempotency keys while a refusal may pass; see {@code docs/SERVICES.md}.
 */
public final class Topics {

    public static final EntityTypeKey<TopicCommand> TYPE = EntityTypeKey.create(TopicCommand.class, "topic");

    /** PostgreSQL's own time limit for a commit that was begun before a publish's deadline. */
    public static final Duration COMMIT_TIME_MAX = Duration.ofSeconds(6);

    /** Tries of one service for one topic; what is beyond waits its turn. */
    private static final int TRIES_PER_TOPIC_MAX = 1_000;

    private static final AtomicLong WATCHES = new AtomicLong();

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final Clock clock;
    private final Duration journalTimeout;
    private final InFlight inFlight;
    private final Retries retries;
    private final AtomicLong tellsFailed = new AtomicLong();

    /**
     * Those of a node.
     *
     * @param journalTimeout how long PostgreSQL may take for a commit that was begun before the deadline
     * @param inFlight what this node may have under way
     */
    public Topics(ActorSystem<?> system, Clock clock, Duration journalTimeout, InFlight inFlight) {
        this(system, clock, journalTimeout, inFlight, ServiceSettings.DEFAULT);
    }

    Topics(ActorSystem<?> system, Clock clock, Duration journalTimeout, InFlight inFlight, ServiceSettings settings) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.clock = clock;
        this.journalTimeout = journalTimeout;
        this.inFlight = inFlight;
        this.retries = new Retries(this, system, clock, settings);
    }

    /**
     * Those of a service: a member of the cluster with the role {@code service}, on which no topic lives.
     *
     * <p>The actor system ends by itself, and everything under way is answered, when the last node is gone: a member of
     * a cluster cannot join another. Whoever made it makes it anew, and publishes again with the same keys.
     *
     * @param system named {@code weir}, configured by {@code weir-service.conf}; need not have joined yet
     * @throws IllegalStateException when it is not, with what was expected
     */
    public static Topics ofService(ActorSystem<?> system) {
        var settings = ServiceSettings.of(system);
        // Without the role of those that topics live on, this starts a proxy to them and never the behaviour.
        ClusterSharding.get(system).init(Entity.of(TYPE, entity -> Behaviors.stopped()));
        system.systemActorOf(NodeWatch.create(), "weir-node-watch-" + WATCHES.incrementAndGet(), Props.empty());
        var inFlight = new InFlight(TRIES_PER_TOPIC_MAX, settings.bytesMax());
        return new Topics(system, Clock.systemUTC(), COMMIT_TIME_MAX, inFlight, settings);
    }

    /**
     * Has this draft stored some time soon, and says nothing about it. It is tried again while the refusal may pass, for
     * {@code weir.service.retry-for}; what is not stored then is logged and counted by {@link #tellsFailed}. Drafts that
     * are told do not keep their order.
     *
     * @throws IllegalArgumentException when it has no idempotency key: trying again would store it again
     */
    public void tell(TopicName topic, Draft draft) {
        if (draft.idempotencyKey() == null) {
            throw new IllegalArgumentException(
                    "idempotency key: none (expected: one, since what is told may be sent more than once)");
        }
        retries.publish(topic, List.of(draft)).thenAccept(reply -> {
            if (reply instanceof Refused refused) {
                tellsFailed.incrementAndGet();
                // Not the refusal's detail, which may show a piece of the data.
                log.error(
                        "topic {} did not take the event with the idempotency key {}: {}",
                        topic,
                        draft.idempotencyKey(),
                        refused.refusal());
            }
        });
    }

    /** How many drafts that were told have been given up. */
    public long tellsFailed() {
        return tellsFailed.get();
    }

    /** As {@link #ask(TopicName, List)}. */
    public CompletionStage<PublishReply> ask(TopicName topic, Draft... drafts) {
        return ask(topic, List.of(drafts));
    }

    /**
     * Stores these drafts, all or none, under consecutive sequence numbers, and answers after the commit. It is tried
     * again while the refusal may pass, for {@code weir.service.retry-for}. What has no idempotency key is given one, so
     * that trying again stores it once; asking again is another publish.
     *
     * @param drafts at least one
     * @return {@link Published}, with replays for those whose keys had been seen; or the refusal that does not pass or
     *     was the last one, and {@link Refusal#OUTCOME_UNKNOWN} when any try may have stored them. Never fails
     */
    public CompletionStage<PublishReply> ask(TopicName topic, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            throw new IllegalArgumentException("drafts: none (expected: at least one)");
        }
        return retries.publish(topic, drafts);
    }

    /**
     * A sink that publishes drafts in their order, in batches of those that have come while the batch before was under
     * way. It takes no more than one batch beyond that, so its source feels how fast the topic is.
     *
     * <p>May be run any number of times. Its value is there after the last commit, or fails: with the source's failure,
     * or with {@link PublishFailed} for the first draft that could not be stored; all drafts before it are.
     */
    public Sink<Draft, CompletionStage<PublishCount>> sink(TopicName topic) {
        return TopicSink.of(topic, retries);
    }

    /**
     * Stores these drafts, all or none, and answers after the commit. Sent once: it is the caller who tries again.
     *
     * @param batchKey an idempotency key for all of them together; then none of them has its own
     * @param mayCreate whether the topic may come to exist by it
     * @param deadline nothing is handed to the journal after it
     * @return a refusal like any other when the node has too much in flight; fails with
     *     {@link java.util.concurrent.TimeoutException} when no answer came until the deadline and the journal's own
     *     time-out: then the drafts are stored once or not at all
     */
    public CompletionStage<PublishReply> publish(
            TopicName topic,
            List<Draft> drafts,
            @Nullable String batchKey,
            boolean mayCreate,
            Instant arrivedAt,
            Instant deadline) {
        long bytes = drafts.stream().mapToLong(Draft::dataBytes).sum();
        if (!inFlight.begin(topic, bytes)) {
            return CompletableFuture.completedFuture(
                    new Refused(Refusal.OVERLOADED, "publishes under way: too many on this node (nothing was stored)"));
        }
        var timeout = Duration.between(clock.instant(), deadline).plus(journalTimeout);
        return entity(topic)
                .<PublishReply>ask(
                        replyTo -> new TopicCommand.Publish(drafts, batchKey, mayCreate, arrivedAt, deadline, replyTo),
                        timeout)
                .whenComplete((reply, failure) -> inFlight.end(topic, bytes));
    }

    /**
     * Asks for anything but a publish.
     *
     * @param command made with whom to answer
     * @param timeout fails with {@link java.util.concurrent.TimeoutException} after it
     */
    public CompletionStage<TopicReply> ask(
            TopicName topic, Function<ActorRef<TopicReply>, TopicCommand> command, Duration timeout) {
        return TopicAnswer.of(system, entity(topic), command, timeout);
    }

    /** Tells the topic's owner; as with any message between nodes, nobody knows whether it arrives. */
    public void command(TopicName topic, TopicCommand command) {
        entity(topic).tell(command);
    }

    private EntityRef<TopicCommand> entity(TopicName topic) {
        return sharding.entityRefFor(TYPE, topic.text());
    }
}
