package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The entity's own logic, on a journal in memory that can be told to fail. */
class TopicEntityTest {

    private static final TopicName TOPIC = new TopicName("quakes");
    private static final String ID = TopicEntity.persistenceId(TOPIC).id();

    private static final ActorTestKit KIT = ActorTestKit.create(
            "topic-entity",
            PersistenceTestKitPlugin.getInstance()
                    .config()
                    .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
                    .withFallback(ConfigFactory.defaultApplication()));

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final List<Integer> commits = new CopyOnWriteArrayList<>();
    private final TestProbe<PublishReply> publisher = KIT.createTestProbe();
    private final TestProbe<FeedMessage> feed = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void empty() {
        journal.clearAll();
        journal.resetPolicy();
    }

    @Test
    void answers_after_the_commit_and_tells_the_feed() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        feed.expectMessage(new Attached(TopicHead.EMPTY, topic, 1));

        topic.tell(publish("a"));

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
        var committed = feed.expectMessageClass(Committed.class);
        assertThat(committed.head()).isEqualTo(new TopicHead(1, 0, 1, 1, false));
        assertThat(committed.events()).extracting(Event::data).containsExactly("a");
        assertThat(journal.persistedInStorage(ID)).hasSize(1);
    }

    @Test
    void commits_together_what_arrives_during_a_commit() {
        var topic = start(TopicSettings.DEFAULT);
        int publishes = 1_000;

        for (int i = 0; i < publishes; i++) {
            topic.tell(publish("event " + i));
        }

        var seqs = new ArrayList<Long>();
        for (int i = 0; i < publishes; i++) {
            seqs.add(publisher.expectMessageClass(Published.class).first());
        }
        assertThat(seqs).isSorted().doesNotHaveDuplicates().endsWith((long) publishes);
        assertThat(commits).hasSizeLessThan(publishes / 4);
        assertThat(commits.stream().mapToInt(Integer::intValue).sum()).isEqualTo(publishes);
    }

    @Test
    void says_unknown_when_a_commit_fails_and_goes_on_with_the_next() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        feed.expectMessageClass(Attached.class);
        journal.failNextPersisted(ID);

        topic.tell(publish("lost"));

        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        topic.tell(publish("kept"));
        publisher.expectMessage(Duration.ofSeconds(10), new Published(1, 1, 1, true, List.of()));
        feed.expectMessage(new Attached(TopicHead.EMPTY, topic, Attached.UNASKED));
        assertThat(feed.expectMessageClass(Committed.class).events())
                .extracting(Event::data)
                .containsExactly("kept");
    }

    @Test
    void refuses_a_publish_whose_deadline_passed_while_the_journal_was_away() {
        var topic = start(TopicSettings.DEFAULT);
        journal.failNextPersisted(ID);
        topic.tell(publish("first"));
        publisher.expectMessageClass(Refused.class);

        topic.tell(new TopicCommand.Publish(
                List.of(Draft.of(Content.TEXT, "late")), null, true, Instant.now(), Instant.now(), publisher.getRef()));

        assertThat(publisher
                        .expectMessageClass(Refused.class, Duration.ofSeconds(10))
                        .refusal())
                .isEqualTo(Refusal.DEADLINE_PASSED);
        assertThat(journal.persistedInStorage(ID)).isEmpty();
    }

    @Test
    void recovers_what_it_had_stored() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(publish("a"));
        topic.tell(publish("b"));
        publisher.receiveSeveralMessages(2);
        topic.tell(new TopicEntity.Stop());
        publisher.expectTerminated(topic);

        var again = start(TopicSettings.DEFAULT);
        again.tell(new TopicCommand.Attach(feed.getRef(), 1));

        feed.expectMessage(new Attached(new TopicHead(1, 0, 1, 2, false), again, 1));
    }

    @Test
    void recovers_from_a_snapshot_and_the_rows_after_it() {
        var settings = new TopicSettings(true, PublishBounds.DEFAULT, 10, 100, 10_000, 1, Duration.ofSeconds(1), 5);
        var topic = start(settings);
        for (int i = 0; i < 12; i++) {
            topic.tell(publish("event " + i));
        }
        publisher.receiveSeveralMessages(12);
        topic.tell(new TopicEntity.Stop());
        publisher.expectTerminated(topic);

        var again = start(settings);
        again.tell(new TopicCommand.Attach(feed.getRef(), 1));

        feed.expectMessage(new Attached(new TopicHead(1, 0, 1, 12, false), again, 1));
    }

    @Test
    void keeps_publishers_waiting_while_the_feed_is_behind() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        topic.tell(new TopicCommand.Hold(feed.getRef()));

        topic.tell(publish("a"));
        topic.tell(new TopicCommand.Attach(feed.getRef(), 2));
        feed.expectMessage(new Attached(TopicHead.EMPTY, topic, 1));
        feed.expectMessage(new Attached(TopicHead.EMPTY, topic, 2));
        assertThat(commits).isEmpty();
        topic.tell(new TopicCommand.Resume(feed.getRef()));

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
    }

    @Test
    void lets_a_hold_expire_that_nobody_repeats() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Hold(feed.getRef()));

        topic.tell(publish("a"));

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
    }

    @Test
    void refuses_what_its_queue_has_no_room_for() {
        var settings = new TopicSettings(true, PublishBounds.DEFAULT, 10, 2, 10_000, 10, Duration.ofMinutes(1), 100);
        var topic = start(settings);
        topic.tell(new TopicCommand.Hold(feed.getRef()));

        topic.tell(publish("a"));
        topic.tell(publish("b"));
        topic.tell(publish("c"));

        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.OVERLOADED);
        topic.tell(new TopicCommand.Resume(feed.getRef()));
        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
        publisher.expectMessage(new Published(1, 2, 1, false, List.of()));
    }

    @Test
    void refuses_what_is_larger_than_its_bounds_whoever_sent_it() {
        var bounds = new PublishBounds(10, 15);
        var topic = start(new TopicSettings(true, bounds, 10, 100, 10_000, 10, Duration.ofMinutes(1), 100));

        topic.tell(publish("12345678901"));
        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.EVENT_TOO_LARGE);
        topic.tell(publish("12345678", "12345678"));
        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.BATCH_TOO_LARGE);
        topic.tell(publish(IntStream.rangeClosed(0, 10_000).mapToObj(i -> "x").toArray(String[]::new)));
        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.BATCH_TOO_LARGE);

        topic.tell(publish("1234567890", "12345"));

        publisher.expectMessage(new Published(1, 1, 2, true, List.of()));
    }

    @Test
    void commits_what_waits_before_it_stops() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Hold(feed.getRef()));
        topic.tell(publish("a"));
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        feed.expectMessageClass(Attached.class);

        topic.tell(new TopicEntity.Stop());

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
        publisher.expectTerminated(topic);
    }

    private ActorRef<TopicCommand> start(TopicSettings settings) {
        return KIT.spawn(
                TopicEntity.create(TOPIC, settings, Clock.systemUTC(), TopicRows.NONE, new CountingObserver()));
    }

    private TopicCommand publish(String... data) {
        var now = Instant.now();
        var drafts = Stream.of(data).map(text -> Draft.of(Content.TEXT, text)).toList();
        return new TopicCommand.Publish(drafts, null, true, now, now.plusSeconds(10), publisher.getRef());
    }

    private final class CountingObserver implements JournalObserver {
        @Override
        public void committed(int events, Duration oldestWait, Duration took) {
            commits.add(events);
        }

        @Override
        public void read() {}

        @Override
        public void failed() {}

        @Override
        public void supervised(String actor, String which, String decision, String reason) {}
    }
}
