package dev.weir.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fanout.TopicFeeds.Joined;
import dev.weir.journal.JournalKit;
import dev.weir.journal.JournalObserver;
import dev.weir.journal.PostgresEventLog;
import dev.weir.journal.TopicRows;
import dev.weir.journal.TopicSettings;
import dev.weir.journal.TopicShards;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.InFlight;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.Topics;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A topic that Cluster Sharding has put to sleep under its subscribers. */
class PassivationIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final TopicName TOPIC = new TopicName("t");

    private static final String SLEEPY_CLUSTER = """
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
            pekko.cluster.sharding.distributed-data.durable.keys = []
            pekko.cluster.sharding.passivation {
              strategy = default-idle-strategy
              default-idle-strategy.idle-entity.timeout = 1s
            }
            """;

    @Test
    void reaches_its_subscribers_with_the_next_event() {
        var database = POSTGRES.freshDatabase();
        try (var kit = new JournalKit(database, SLEEPY_CLUSTER);
                var events = new PostgresEventLog(
                        database.url(), database.user(), database.password(), JournalObserver.NONE)) {
            var testKit = kit.kit();
            var system = testKit.system();
            var cluster = Cluster.get(system);
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            TopicShards.start(system, TopicSettings.DEFAULT, Clock.systemUTC(), TopicRows.NONE, JournalObserver.NONE);
            var topics = new Topics(system, Clock.systemUTC(), Duration.ofSeconds(6), new InFlight(10, 1 << 20));
            var feeds = testKit.spawn(TopicFeeds.create(
                    FeedSettings.defaults(), new LogMemory(1 << 20), events, topics::command, FanoutObserver.NONE));
            var subscriber = testKit.createTestProbe();
            var joins = testKit.<TopicFeeds.JoinReply>createTestProbe();
            feeds.tell(new TopicFeeds.Join(TOPIC, FrameForm.SSE, subscriber.getRef(), joins.getRef()));
            var log = joins.expectMessageClass(Joined.class, Duration.ofSeconds(30))
                    .log();
            publish(topics, "before");
            await().until(() -> log.last() == 1);
            var onlooker = testKit.<FeedMessage>createTestProbe();
            topics.command(TOPIC, new TopicCommand.Attach(onlooker.getRef(), 1));
            var owner = onlooker.expectMessageClass(Attached.class).owner();

            onlooker.expectTerminated(owner, Duration.ofSeconds(30));
            publish(topics, "after");

            await().atMost(Duration.ofSeconds(20)).until(() -> log.last() == 2);
            assertThat(log.retired()).isFalse();
            // Feeds would ask for their topic for as long as the cluster hands it over.
            testKit.stop(feeds);
        }
    }

    private static void publish(Topics topics, String data) {
        var now = Instant.now();
        assertThat(topics.publish(TOPIC, List.of(Draft.of(Content.TEXT, data)), null, true, now, now.plusSeconds(20)))
                .succeedsWithin(Duration.ofSeconds(26))
                .isInstanceOf(Published.class);
    }
}
