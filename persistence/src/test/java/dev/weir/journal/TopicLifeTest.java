package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.Retention;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicCommand.Close;
import dev.weir.topic.TopicCommand.Configure;
import dev.weir.topic.TopicCommand.Delete;
import dev.weir.topic.TopicCommand.Describe;
import dev.weir.topic.TopicCommand.ReadState;
import dev.weir.topic.TopicHead;
import dev.weir.topic.TopicReply;
import dev.weir.topic.TopicReply.Configured;
import dev.weir.topic.TopicReply.Described;
import dev.weir.topic.TopicReply.Done;
import dev.weir.topic.TopicReply.State;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a topic besides publishing, on a journal in memory. */
class TopicLifeTest {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static final ActorTestKit KIT = ActorTestKit.create(
            "topic-life",
            PersistenceTestKitPlugin.getInstance()
                    .config()
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
                    .withFallback(ConfigFactory.defaultApplication()));

    private final TopicName name = new TopicName("topic " + NAMES.incrementAndGet());
    private final String id = TopicEntity.persistenceId(name).id();
    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final ScriptedRows rows = new ScriptedRows();
    private final TestProbe<PublishReply> publisher = KIT.createTestProbe();
    private final TestProbe<TopicReply> caller = KIT.createTestProbe();
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
    void commits_changes_and_publishes_in_the_order_in_which_they_came() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new TopicCommand.Hold(feed.getRef()));

        topic.tell(publish("a"));
        topic.tell(new Close(in10s(), caller.getRef()));
        topic.tell(publish("b"));
        topic.tell(new Delete(in10s(), caller.getRef()));
        topic.tell(publish("c"));
        topic.tell(configure(7L, true));
        topic.tell(new TopicCommand.Resume(feed.getRef()));

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.TOPIC_CLOSED);
        publisher.expectMessage(new Published(2, 1, 1, true, List.of()));
        caller.expectMessage(new Done(new TopicHead(1, 0, 1, 1, true)));
        caller.expectMessage(new Done(new TopicHead(2, 3, 1, 0, false)));
        assertThat(caller.expectMessageClass(TopicReply.Refused.class).refusal())
                .isEqualTo(Refusal.KEYED_IS_FIXED);
        assertThat(journal.persistedInStorage(id)).hasSize(4);
    }

    @Test
    void tells_feeds_of_a_close_and_of_a_new_epoch_at_once() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(publish("a"));
        publisher.expectMessageClass(Published.class);
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        feed.expectMessageClass(Attached.class);

        topic.tell(new Close(in10s(), caller.getRef()));
        feed.expectMessage(new Attached(new TopicHead(1, 0, 1, 1, true), topic, Attached.UNASKED));
        topic.tell(new Delete(in10s(), caller.getRef()));
        feed.expectMessage(new Attached(new TopicHead(2, 3, 1, 0, false), topic, Attached.UNASKED));
    }

    @Test
    void describes_what_is_there_and_says_what_is_not() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(new Describe(caller.getRef()));
        topic.tell(new ReadState(caller.getRef()));
        topic.tell(configure(7L, false));

        assertThat(refusal()).isEqualTo(Refusal.NO_SUCH_TOPIC);
        assertThat(refusal()).isEqualTo(Refusal.NO_SUCH_TOPIC);
        var configured = caller.expectMessageClass(Configured.class);
        assertThat(configured.created()).isTrue();
        assertThat(configured.topic().retention()).isEqualTo(new Retention(7, Duration.ofDays(7)));
        topic.tell(new Describe(caller.getRef()));
        caller.expectMessage(new Described(configured.topic()));
        topic.tell(configure(7L, false));
        caller.expectMessage(new Configured(false, configured.topic()));
        topic.tell(new ReadState(caller.getRef()));
        assertThat(refusal()).isEqualTo(Refusal.NOT_KEYED);
    }

    @Test
    void reads_the_state_that_the_events_up_to_its_head_leave_also_after_a_snapshot_and_a_restart() {
        var settings = new TopicSettings(true, PublishBounds.DEFAULT, 10, 100, 10_000, 1, Duration.ofSeconds(1), 5);
        var topic = start(settings);
        topic.tell(configure(null, true));
        for (int i = 0; i < 13; i++) {
            topic.tell(publishAbout("k" + i % 3, "" + i));
        }
        topic.tell(publishAbout("k1", "null"));
        publisher.receiveSeveralMessages(14);
        caller.expectMessageClass(Configured.class);
        topic.tell(new ReadState(caller.getRef()));
        var state = caller.expectMessageClass(State.class);
        topic.tell(new TopicEntity.Stop());
        publisher.expectTerminated(topic);

        var again = start(settings);
        again.tell(new ReadState(caller.getRef()));

        assertThat(state.head().last()).isEqualTo(14);
        assertThat(state.entries()).extracting(Event::data).containsExactly("11", "12");
        caller.expectMessage(state);
    }

    @Test
    void says_unknown_when_a_change_fails_and_is_as_it_was() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(publish("a"));
        publisher.expectMessageClass(Published.class);
        journal.failNextPersisted(id);

        topic.tell(new Delete(in10s(), caller.getRef()));

        assertThat(refusal()).isEqualTo(Refusal.OUTCOME_UNKNOWN);
        topic.tell(new Describe(caller.getRef()));
        assertThat(caller.expectMessageClass(Described.class, Duration.ofSeconds(10))
                        .topic()
                        .head())
                .isEqualTo(new TopicHead(1, 0, 1, 1, false));
    }

    @Test
    void leaves_an_epoch_below_the_floor_before_it_answers_anything() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(publish("a"));
        publisher.expectMessageClass(Published.class);
        topic.tell(new TopicEntity.Stop());
        publisher.expectTerminated(topic);

        rows.facts = new TopicRows.Facts(50, new Position(1, 1), 1, 0);
        var restored = start(TopicSettings.DEFAULT);
        restored.tell(publish("b"));
        restored.tell(publish("c"));
        restored.tell(new TopicCommand.Attach(feed.getRef(), 1));

        publisher.expectMessage(new Published(50, 1, 1, false, List.of()));
        publisher.expectMessage(new Published(50, 2, 1, false, List.of()));
        assertThat(feed.expectMessageClass(Attached.class).head().epoch()).isEqualTo(50);
        assertThat(feed.expectMessageClass(Committed.class).head().epoch()).isEqualTo(50);
    }

    @Test
    void begins_at_the_floor_when_nothing_was_ever_stored_and_stores_nothing_before() {
        rows.facts = new TopicRows.Facts(50, Position.START, 0, 0);
        var topic = start(TopicSettings.DEFAULT);

        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        feed.expectMessage(new Attached(TopicHead.EMPTY, topic, 1));
        assertThat(journal.persistedInStorage(id)).isEmpty();
        topic.tell(publish("a"));

        publisher.expectMessage(new Published(50, 1, 1, true, List.of()));
        feed.expectMessage(new Attached(new TopicHead(50, 1, 1, 0, false), topic, Attached.UNASKED));
        assertThat(feed.expectMessageClass(Committed.class).head()).isEqualTo(new TopicHead(50, 1, 1, 1, false));
    }

    @Test
    void stores_no_epoch_for_topics_that_may_not_begin() {
        rows.facts = new TopicRows.Facts(50, Position.START, 0, 0);
        var topic =
                start(new TopicSettings(false, PublishBounds.DEFAULT, 10, 10, 1_000, 10, Duration.ofSeconds(1), 100));

        topic.tell(publish("a"));
        topic.tell(new Delete(in10s(), caller.getRef()));

        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.NO_SUCH_TOPIC);
        assertThat(journal.persistedInStorage(id)).isEmpty();
        topic.tell(configure(null, false));
        assertThat(refusal()).isEqualTo(Refusal.NO_SUCH_TOPIC);
        assertThat(caller.expectMessageClass(Configured.class).topic().head().epoch())
                .isEqualTo(50);
    }

    @Test
    void keeps_commands_waiting_in_order_until_its_rows_are_known() {
        rows.failuresOfFacts.set(1);
        var topic = start(TopicSettings.DEFAULT);

        topic.tell(publish("a"));
        topic.tell(new Close(in10s(), caller.getRef()));
        topic.tell(publish("b"));

        publisher.expectMessage(new Published(1, 1, 1, true, List.of()));
        assertThat(publisher.expectMessageClass(Refused.class).refusal()).isEqualTo(Refusal.TOPIC_CLOSED);
        caller.expectMessageClass(Done.class);
    }

    @Test
    void announces_what_retention_leaves_with_each_commit_and_at_a_change_of_it() {
        var topic = start(TopicSettings.DEFAULT);
        topic.tell(configure(3L, false));
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        for (int i = 0; i < 5; i++) {
            topic.tell(publish("event " + i));
        }
        publisher.receiveSeveralMessages(5);

        topic.tell(configure(1L, false));
        topic.tell(configure(100L, false));

        awaitToldOf(new TopicHead(1, 0, 5, 5, false));
        caller.receiveSeveralMessages(3);
        topic.tell(new Describe(caller.getRef()));
        assertThat(caller.expectMessageClass(Described.class).topic().head().earliest())
                .isEqualTo(5);
    }

    @Test
    void announces_what_has_become_too_old() {
        rows.older = 2;
        var topic = start(quick());
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        topic.tell(publish("a"));
        topic.tell(publish("b"));
        topic.tell(publish("c"));

        awaitToldOf(new TopicHead(1, 0, 3, 3, false));
    }

    @Test
    void has_rows_deleted_behind_its_snapshots_only_and_one_batch_after_the_other() {
        var topic = start(quick());
        topic.tell(configure(2L, false));
        for (int i = 0; i < 25; i++) {
            topic.tell(publish("event " + i));
        }
        publisher.receiveSeveralMessages(25);

        await().until(() -> rows.pruned.size() >= 3);

        assertThat(rows.pruned).allSatisfy(through -> assertThat(through).isBetween(1L, 24L));
        assertThat(rows.together).isFalse();
    }

    /** Unasked, whatever comes before it. */
    private void awaitToldOf(TopicHead head) {
        FeedMessage message;
        do {
            message = feed.receiveMessage();
        } while (!(message instanceof Attached attached
                && attached.request() == Attached.UNASKED
                && attached.head().equals(head)));
    }

    private TopicSettings quick() {
        return new TopicSettings(true, PublishBounds.DEFAULT, 10, 100, 10_000, 1, Duration.ofSeconds(1), 5)
                .keeping(new KeepingSettings(
                        new Retention(1_000, Duration.ofHours(1)), 10, 1_000, Duration.ofMillis(30)));
    }

    private Refusal refusal() {
        return caller.expectMessageClass(TopicReply.Refused.class).refusal();
    }

    private ActorRef<TopicCommand> start(TopicSettings settings) {
        return KIT.spawn(TopicEntity.create(name, settings, Clock.systemUTC(), rows, JournalObserver.NONE));
    }

    private Configure configure(@Nullable Long events, boolean keyed) {
        return new Configure(events, null, keyed, true, in10s(), caller.getRef());
    }

    private TopicCommand publish(String data) {
        return publish(Draft.of(Content.TEXT, data));
    }

    private TopicCommand publishAbout(String key, String json) {
        return publish(new Draft(Content.JSON, json, null, key, null));
    }

    private TopicCommand publish(Draft draft) {
        return new TopicCommand.Publish(List.of(draft), null, true, Instant.now(), in10s(), publisher.getRef());
    }

    private static Instant in10s() {
        return Instant.now().plusSeconds(10);
    }

    /** Answers as it is told, a moment later and from another thread. */
    private static final class ScriptedRows implements TopicRows {

        volatile Facts facts = Facts.NONE;
        final AtomicInteger failuresOfFacts = new AtomicInteger();
        volatile long older;
        volatile long lastRow;
        volatile boolean together;
        final Queue<Long> pruned = new ConcurrentLinkedQueue<>();
        private volatile boolean pruning;

        @Override
        public CompletionStage<Facts> facts(TopicName topic) {
            if (failuresOfFacts.getAndDecrement() > 0) {
                return CompletableFuture.failedFuture(new JournalUnavailable("not now"));
            }
            return CompletableFuture.completedFuture(facts);
        }

        @Override
        public CompletionStage<Long> lastOlderThan(TopicName topic, TopicHead head, Instant time) {
            return CompletableFuture.completedFuture(Math.min(head.last(), older));
        }

        @Override
        public CompletionStage<Long> lastRow(TopicName topic) {
            return CompletableFuture.completedFuture(lastRow);
        }

        @Override
        public CompletionStage<Integer> prune(TopicName topic, long throughRow, int rowsMax) {
            together |= pruning;
            pruning = true;
            return CompletableFuture.supplyAsync(
                    () -> {
                        pruned.add(throughRow);
                        pruning = false;
                        return pruned.size() % 2 == 0 ? rowsMax : 1;
                    },
                    CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
        }
    }
}
