package dev.weir.topic;

import com.typesafe.config.ConfigFactory;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one whose topics follow a script. Every message is serialized on its way, as it would be between nodes. */
final class TopicsScene implements AutoCloseable {

    /** Impatient, so that what waits for a time limit does not wait for long. */
    static final ServiceSettings SETTINGS = new ServiceSettings(
            PublishBounds.DEFAULT,
            Duration.ofSeconds(3),
            Duration.ofMillis(400),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            100,
            4 << 20,
            10,
            1 << 20);

    private static final Duration COMMIT_TIME_MAX = Duration.ofMillis(100);
    private static final Duration STOP_MAX = Duration.ofSeconds(40);

    private static final String CLUSTER_OF_ONE = """
            pekko.actor.serialize-messages = on
            pekko.cluster.roles = ["core"]
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            """;

    private final ActorTestKit kit = ActorTestKit.create(
            "weir",
            ConfigFactory.parseString(CLUSTER_OF_ONE)
                    .withFallback(ConfigFactory.parseResources("weir-cluster.conf"))
                    .withFallback(ConfigFactory.load()));
    private final Map<String, ScriptedTopic> topics = new ConcurrentHashMap<>();

    TopicsScene() {
        var cluster = Cluster.get(kit.system());
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        ClusterSharding.get(kit.system())
                .init(Entity.of(
                        Topics.TYPE,
                        entity -> topic(new TopicName(entity.getEntityId())).behavior()));
        awaitUp();
    }

    /** Until a topic answers, no time limit of a test means anything. */
    private void awaitUp() {
        var now = Instant.now();
        topics().publish(new TopicName("first"), List.of(draft("up")), null, true, now, now.plusSeconds(30))
                .toCompletableFuture()
                .join();
    }

    ActorTestKit kit() {
        return kit;
    }

    Topics topics() {
        return topics(SETTINGS);
    }

    Topics topics(ServiceSettings settings) {
        return new Topics(kit.system(), Clock.systemUTC(), COMMIT_TIME_MAX, new InFlight(1_000, 64 << 20), settings);
    }

    ScriptedTopic topic(TopicName name) {
        return topics.computeIfAbsent(name.text(), text -> new ScriptedTopic());
    }

    static Draft draft(String data) {
        return Draft.of(Content.TEXT, data);
    }

    static Draft keyed(String data) {
        return new Draft(Content.TEXT, data, null, null, "key of " + data);
    }

    @Override
    public void close() {
        ActorTestKit.shutdown(kit.system(), STOP_MAX);
    }
}
