package dev.weir.topic;

import static dev.weir.topic.TopicsScene.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service beside a node whose topics follow a script, each with the settings that ship, over a real socket. */
class ServiceMemberTest {

    private static final Duration STOP_MAX = Duration.ofSeconds(40);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(50);
    private static final TopicName TOPIC = new TopicName("topic");

    private final ScriptedTopic topic = new ScriptedTopic();
    private final ActorTestKit node = kit(
            "weir",
            "pekko.cluster.roles = [core], pekko.remote.artery { canonical { hostname = 127.0.0.1, port = 0 }"
                    + ", advanced.maximum-large-frame-size = 9 MiB }",
            "weir-cluster.conf");
    private final ActorTestKit service = kit("weir", "", "weir-service.conf");

    @AfterEach
    void stop() {
        ActorTestKit.shutdown(service.system(), STOP_MAX);
        ActorTestKit.shutdown(node.system(), STOP_MAX);
    }

    private static ActorTestKit kit(String name, String more, String shipped) {
        return ActorTestKit.create(name, config(more, shipped));
    }

    private static Config config(String more, String shipped) {
        return ConfigFactory.parseString(more)
                .withFallback(ConfigFactory.parseResources(shipped))
                .withFallback(ConfigFactory.load());
    }

    private Topics join() {
        var seed = Cluster.get(node.system());
        seed.manager().tell(Join.create(seed.selfMember().address()));
        ClusterSharding.get(node.system()).init(Entity.of(Topics.TYPE, entity -> topic.behavior()));
        var member = Cluster.get(service.system());
        member.manager().tell(Join.create(seed.selfMember().address()));
        return Topics.ofService(service.system());
    }

    @Test
    void publishes_without_being_one_on_which_topics_live() {
        var topics = join();

        for (int i = 0; i < 50; i++) {
            assertThat(topics.ask(new TopicName("topic " + i), draft("event"))).succeedsWithin(ANSWER_MAX);
        }

        assertThat(topic.stored()).hasSize(50);
        var members = StreamSupport.stream(
                        Cluster.get(node.system()).state().getMembers().spliterator(), false)
                .map(Member::getRoles)
                .toList();
        assertThat(members)
                .hasSize(2)
                .anySatisfy(roles -> assertThat(roles).contains("service").doesNotContain("core"));
    }

    @Test
    void the_largest_batch_and_the_smallest_arrive_in_their_order() {
        var topics = join();
        var bounds = PublishBounds.DEFAULT;
        var largest = "x".repeat(bounds.eventBytesMax());
        var batch = IntStream.range(0, bounds.batchBytesMax() / bounds.eventBytesMax())
                .mapToObj(i -> draft(largest))
                .toList();
        var many = IntStream.range(0, PublishBounds.EVENTS_MAX)
                .mapToObj(i -> draft("é".repeat(400)))
                .toList();

        assertThat(topics.ask(TOPIC, batch)).succeedsWithin(ANSWER_MAX).isInstanceOf(Published.class);
        assertThat(topics.ask(TOPIC, draft("small"))).succeedsWithin(ANSWER_MAX);
        assertThat(topics.ask(TOPIC, many)).succeedsWithin(ANSWER_MAX).isInstanceOf(Published.class);

        assertThat(topic.received())
                .extracting(publish -> publish.drafts().size())
                .containsExactly(32, 1, 10_000);
        assertThat(topic.stored()).startsWith(largest).contains("small").endsWith("é".repeat(400));
    }

    @Test
    void an_answer_about_the_most_replays_arrives() {
        var topics = join();
        var drafts = IntStream.range(0, PublishBounds.EVENTS_MAX)
                .mapToObj(i -> TopicsScene.keyed("event " + i))
                .toList();
        topics.ask(TOPIC, drafts).toCompletableFuture().join();

        var again = topics.ask(TOPIC, drafts);

        assertThat(again)
                .succeedsWithin(ANSWER_MAX)
                .satisfies(reply -> assertThat(((Published) reply).replays()).hasSize(drafts.size()));
    }

    @Test
    void everything_under_way_is_answered_when_its_actor_system_ends() {
        var topics = join();
        assertThat(topics.ask(TOPIC, draft("first"))).succeedsWithin(ANSWER_MAX);
        topic.thenStayAway();
        var asked = topics.ask(TOPIC, draft("second"));
        await().until(() -> topic.received().size() == 2);
        topic.thenStayAway();
        var sunk = Source.single(draft("third")).runWith(topics.sink(TOPIC), service.system());
        await().until(() -> topic.received().size() == 3);

        ActorTestKit.shutdown(service.system(), STOP_MAX);

        assertThat(asked)
                .succeedsWithin(ANSWER_MAX)
                .satisfies(reply -> assertThat(((Refused) reply).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN));
        assertThat(sunk)
                .failsWithin(ANSWER_MAX)
                .withThrowableThat()
                .havingCause()
                .satisfies(failure ->
                        assertThat(((PublishFailed) failure).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN));
        assertThat(topics.ask(TOPIC, draft("fourth")))
                .succeedsWithin(ANSWER_MAX)
                .isInstanceOf(Refused.class);
    }

    @Test
    void ends_when_the_last_node_has_left() {
        var topics = join();
        assertThat(topics.ask(TOPIC, draft("first"))).succeedsWithin(ANSWER_MAX);

        ActorTestKit.shutdown(node.system(), STOP_MAX);

        assertThat(service.system().getWhenTerminated()).succeedsWithin(STOP_MAX);
        assertThat(topics.ask(TOPIC, draft("second")))
                .succeedsWithin(ANSWER_MAX)
                .isInstanceOf(Refused.class);
    }

    @Test
    void says_what_keeps_an_actor_system_from_being_a_service() {
        var other = kit("quakes", "", "weir-service.conf");
        var bare = kit("weir", "pekko.actor.provider = cluster, pekko.remote.artery.canonical.port = 0", "none.conf");
        var tight = kit("weir", "weir.service.batch-bytes-max = 16 MiB", "weir-service.conf");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Topics.ofService(other.system()))
                    .withMessage("name of the actor system: \"quakes\" (expected: \"weir\", as the nodes')");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Topics.ofService(bare.system()))
                    .withMessageStartingWith("weir.service: not set (expected: include");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Topics.ofService(tight.system()))
                    .withMessageContaining("maximum-large-frame-size: 9437184 bytes (expected: at least 17825792");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Topics.ofService(node.system()))
                    .withMessageContaining("weir.service");
        } finally {
            List.of(other, bare, tight).forEach(kit -> ActorTestKit.shutdown(kit.system(), STOP_MAX));
        }
    }

    @Test
    void the_settings_that_ship_are_the_defaults() {
        assertThat(ServiceSettings.of(service.system())).isEqualTo(ServiceSettings.DEFAULT);
    }
}
