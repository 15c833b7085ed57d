package dev.weir.simulation;

import dev.weir.access.Revocations;
import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.CatchUpTurns;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.Overflow;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FanoutObserver;
import dev.weir.fanout.FeedSettings;
import dev.weir.fanout.LogMemory;
import dev.weir.fanout.TopicFeeds;
import dev.weir.subscribe.ConnectionSettings;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.SendQueues;
import dev.weir.subscribe.SubscribeObserver;
import dev.weir.subscribe.Surroundings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Feeds and connections of one node, as {@code server.DataPath} puts them together; small, so that every bound is met. */
final class SimulatedNode {

    /** Three events or so. */
    private static final int LOG_BYTES_MAX = 1_500;

    private static final int FAR = 1_000_000;

    private static final FeedSettings FEEDS = new FeedSettings(
            LOG_BYTES_MAX,
            FAR,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            LOG_BYTES_MAX / 4,
            100);

    private static final ConnectionSettings CONNECTIONS = new ConnectionSettings(
            new AdmissionSettings(
                    20, Overflow.REJECT, 0, 0, 0, 1_000, 2, Duration.ofMillis(500), Duration.ofSeconds(2)),
            Duration.ofSeconds(25),
            Duration.ofSeconds(5),
            Duration.ofMinutes(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(3),
            LOG_BYTES_MAX,
            "simulated");

    private final Engine engine;
    private final Shards shards;
    private final SimulatedReads reads;
    private final SendQueues sendQueues;
    private final Supplier<String> streamIds;

    private ActorRef<TopicFeeds.Message> feeds;
    private ActorRef<Connections.Message> connections;

    /** Whether nothing comes through between it and the others. */
    private boolean cutOff;

    SimulatedNode(
            Engine engine, Shards shards, SimulatedReads reads, SendQueues sendQueues, Supplier<String> streamIds) {
        this.engine = engine;
        this.shards = shards;
        this.reads = reads;
        this.sendQueues = sendQueues;
        this.streamIds = streamIds;
        this.feeds = startFeeds();
        this.connections = startConnections();
    }

    ActorRef<Connections.Message> connections() {
        return connections;
    }

    boolean cutOff() {
        return cutOff;
    }

    void cutOff(boolean now) {
        cutOff = now;
    }

    /** As {@code kill -9} and another start do. */
    void crash() {
        shards.lose(this);
        engine.kill(connections);
        engine.kill(feeds);
        feeds = startFeeds();
        connections = startConnections();
    }

    private ActorRef<TopicFeeds.Message> startFeeds() {
        return engine.spawn(TopicFeeds.create(
                FEEDS,
                new LogMemory(FAR, engine.time()::nanos),
                reads,
                (topic, command) -> shards.tell(this, topic, command),
                FanoutObserver.NONE));
    }

    private ActorRef<Connections.Message> startConnections() {
        return engine.spawn(Connections.create(new Surroundings(
                CONNECTIONS,
                SubscribeObserver.NONE,
                feeds,
                reads,
                new CatchUpPages(reads, engine.time()::nanos),
                new CatchUpTurns(CONNECTIONS.admission().catchUpMax()),
                topic -> CompletableFuture.failedFuture(new UnsupportedOperationException("no state is asked for")),
                sendQueues,
                new Revocations(),
                ClientLimits.none(),
                streamIds,
                engine.time().clock(),
                engine.time()::nanos)));
    }
}
