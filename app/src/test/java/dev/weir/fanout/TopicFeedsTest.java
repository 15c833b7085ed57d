package dev.weir.fanout;

import static dev.weir.fanout.FeedFixture.TOPIC;
import static dev.weir.fanout.FeedFixture.awaitText;
import static dev.weir.fanout.FeedFixture.committed;
import static dev.weir.fanout.FeedFixture.event;
import static dev.weir.fanout.FeedFixture.events;
import static dev.weir.fanout.FeedFixture.frames;
import static dev.weir.fanout.FeedFixture.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fanout.TopicFeeds.Join;
import dev.weir.fanout.TopicFeeds.NotJoined;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How feeds begin, end, and fail. */
final class TopicFeedsTest {

    private static final FeedSettings DEFAULTS = FeedSettings.defaults();
    private static final FeedSettings TWO_FEEDS = new FeedSettings(
            DEFAULTS.logBytesMax(),
            DEFAULTS.memoryMax(),
            DEFAULTS.reattachEvery(),
            DEFAULTS.joinTimeout(),
            DEFAULTS.idleAfter(),
            DEFAULTS.holdLagBytes(),
            2);

    private final FeedFixture fixture = new FeedFixture(TWO_FEEDS);

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void readers_of_one_topic_share_one_feed_and_one_log() {
        var feeds = spawn();
        join(feeds, TOPIC, fixture.subscriber);
        fixture.answerAttach(head(1, 0));
        var first = fixture.expectJoined();

        join(feeds, TOPIC, fixture.kit.createTestProbe());

        assertThat(fixture.expectJoined()).isEqualTo(first);
    }

    @Test
    void feeds_are_bounded() {
        var feeds = spawn();
        join(feeds, new TopicName("one"), fixture.subscriber);
        fixture.answerAttach(head(1, 0));
        fixture.expectJoined();
        join(feeds, new TopicName("a name with/slashes, spaces and ä"), fixture.subscriber);
        fixture.answerAttach(head(1, 0));
        fixture.expectJoined();

        join(feeds, new TopicName("three"), fixture.subscriber);

        assertThat(fixture.joins.expectMessageClass(NotJoined.class).refusal()).isEqualTo(Refusal.OVERLOADED);
    }

    @Test
    void a_feed_without_readers_detaches_and_stops() {
        var feeds = spawn();
        join(feeds, TOPIC, fixture.subscriber);
        fixture.answerAttach(head(1, 0));
        var joined = fixture.expectJoined();
        var reader = joined.log().reader(() -> {});
        reader.seek(0);

        fixture.subscriber.stop();
        await().untilAsserted(() -> {
            fixture.pass(fixture.settings.idleAfter());
            assertThat(joined.log().retired()).isTrue();
        });

        fixture.joins.expectTerminated(joined.feed());
        fixture.owner.fishForMessage(
                Duration.ofSeconds(3),
                message -> message instanceof TopicCommand.Detach
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.RETIRED);
        assertThat(fixture.memory.bytes()).isZero();
    }

    @Test
    void a_feed_that_nobody_came_to_stops_too() {
        var feed = fixture.spawn();

        expectIdle(feed);
    }

    @Test
    void a_reader_that_comes_in_time_keeps_the_feed() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();

        feed.tell(new TopicFeed.SubscriberGone(fixture.subscriber.getRef()));
        feed.tell(
                new TopicFeed.Join(FrameForm.SSE, fixture.kit.createTestProbe().getRef(), fixture.joins.getRef()));
        fixture.expectJoined();
        fixture.pass(fixture.settings.idleAfter());

        fixture.parent.expectNoMessage(Duration.ofMillis(20));
    }

    @Test
    void a_reader_that_was_on_its_way_keeps_the_feed() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();
        feed.tell(new TopicFeed.SubscriberGone(fixture.subscriber.getRef()));
        expectIdle(feed);

        feed.tell(
                new TopicFeed.Join(FrameForm.SSE, fixture.kit.createTestProbe().getRef(), fixture.joins.getRef()));
        feed.tell(new TopicFeed.Stop());

        fixture.expectJoined();
        fixture.parent.expectMessage(new TopicFeeds.FeedStays(TOPIC, feed));
    }

    @Test
    void no_join_is_lost_between_a_feed_that_stops_and_the_next() {
        var feeds = fixture.kit.spawn(TopicFeeds.create(
                fixture.settings, fixture.memory, fixture.journal, this::answerAtOnce, fixture.observer));
        var seen = new HashSet<ActorRef<FeedMessage>>();

        for (int round = 0; round < 100; round++) {
            var first = fixture.kit.createTestProbe();
            var second = fixture.kit.createTestProbe();
            var third = fixture.kit.createTestProbe();
            join(feeds, TOPIC, first);
            var feed = fixture.expectJoined().feed();
            seen.add(feed);
            first.stop();
            // As if the idle time were over just now.
            feeds.tell(new TopicFeeds.FeedIdle(TOPIC, feed));
            join(feeds, TOPIC, second);
            feeds.tell(new TopicFeeds.FeedIdle(TOPIC, feed));
            join(feeds, TOPIC, third);

            seen.add(fixture.expectJoined().feed());
            assertThat(fixture.expectJoined().log().retired()).isFalse();
            second.stop();
            third.stop();
        }

        assertThat(seen).as("feeds that took turns").hasSizeGreaterThan(3);
    }

    @Test
    void a_feed_that_fails_retires_its_log_and_starts_again() {
        var feeds = spawn();
        join(feeds, TOPIC, fixture.subscriber);
        fixture.answerAttach(head(1, 0));
        var before = fixture.expectJoined();
        before.feed().tell(committed(1, 1, 2));
        awaitText(before.log(), 0, frames(1, 1, 2));
        var reader = before.log().reader(() -> {});
        reader.seek(2);

        // No owner says this: an event of another epoch than its head.
        before.feed().tell(new Committed(head(1, 3), List.of(event(2, 3, "x")), FeedFixture.NOW));

        await().until(before.log()::retired);
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.RETIRED);
        assertThat(fixture.observer.seen()).containsExactly("topic-feed restart");
        join(feeds, TOPIC, fixture.subscriber);
        fixture.journal.store(events(1, 1, 3));
        await().untilAsserted(() -> {
            fixture.pass(Duration.ofSeconds(1));
            fixture.owner.expectMessageClass(TopicCommand.Attach.class, Duration.ofMillis(50));
        });
        before.feed().tell(new Attached(head(1, 3), fixture.owner.getRef(), Attached.UNASKED));
        var after = fixture.expectJoined();
        assertThat(after.feed()).isEqualTo(before.feed());
        awaitText(after.log(), 0, frames(1, 1, 3));
    }

    @Test
    void who_waits_for_a_feed_that_fails_is_told() {
        fixture.journal.store(events(1, 1, 3));
        fixture.journal.holdBack();
        var feed = fixture.spawnAttached(head(1, 3));
        await().until(() -> fixture.journal.reads().size() == 1);

        feed.tell(new Committed(head(1, 4), List.of(event(2, 4, "x")), FeedFixture.NOW));
        fixture.joins.expectNoMessage(Duration.ofMillis(20));
        fixture.journal.answer();

        assertThat(fixture.joins.expectMessageClass(NotJoined.class).refusal()).isEqualTo(Refusal.JOURNAL_UNAVAILABLE);
        assertThat(fixture.memory.bytes()).isZero();
    }

    private ActorRef<TopicFeeds.Message> spawn() {
        return fixture.kit.spawn(TopicFeeds.create(
                fixture.settings,
                fixture.memory,
                fixture.journal,
                (topic, command) -> fixture.owner.getRef().tell(command),
                fixture.observer));
    }

    private void join(ActorRef<TopicFeeds.Message> feeds, TopicName topic, TestProbe<Object> subscriber) {
        feeds.tell(new Join(topic, FrameForm.SSE, subscriber.getRef(), fixture.joins.getRef()));
    }

    private void answerAtOnce(TopicName topic, TopicCommand command) {
        if (command instanceof TopicCommand.Attach attach) {
            attach.feed().tell(new Attached(head(1, 0), fixture.owner.getRef(), attach.request()));
        }
    }

    private void expectIdle(ActorRef<FeedMessage> feed) {
        await().untilAsserted(() -> {
            fixture.pass(fixture.settings.idleAfter());
            fixture.parent.expectMessage(Duration.ofMillis(50), new TopicFeeds.FeedIdle(TOPIC, feed));
        });
    }
}
