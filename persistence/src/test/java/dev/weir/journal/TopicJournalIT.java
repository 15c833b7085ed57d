package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics on real PostgreSQL, with the journal's settings as they ship. */
class TopicJournalIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private DatabaseSettings database;

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
    }

    @Test
    void stores_each_event_as_a_row_and_recovers_it() throws SQLException {
        var settings =
                new TopicSettings(true, PublishBounds.DEFAULT, 100, 1_000, 1 << 20, 50, Duration.ofSeconds(1), 100);
        try (var first = new JournalKit(database)) {
            var topic = first.topic("t", settings);
            var replies = new ArrayList<CompletionStage<PublishReply>>();
            for (int i = 0; i < 950; i++) {
                replies.add(first.publish(topic, "event " + i));
            }
            assertThat(count(replies, reply -> reply instanceof Published)).isEqualTo(950);
        }

        try (var second = new JournalKit(database)) {
            assertThat(head(second, "t", settings)).isEqualTo(new TopicHead(1, 0, 1, 950, false));
        }
        assertThat(number("select count(*) from event_journal")).isEqualTo(950);
        assertThat(number("select count(distinct event_ser_manifest) from event_journal"))
                .isEqualTo(1);
        assertThat(number("select count(*) from snapshot")).isBetween(1L, 2L);
    }

    @Test
    void recovers_a_topic_with_entries_of_every_kind() throws SQLException {
        var time = Instant.ofEpochMilli(1_000);
        plant(
                "t",
                1,
                new JournalEntry.Configured(new TopicConfiguration(9L, null, false), time),
                event(1, 1),
                event(1, 2),
                new JournalEntry.Closed(time),
                new JournalEntry.EpochRaised(2, JournalEntry.Cause.DELETED, time),
                new JournalEntry.Configured(TopicConfiguration.DEFAULT, time),
                event(2, 1),
                new JournalEntry.EpochRaised(5, JournalEntry.Cause.RESTORED, time),
                event(5, 1),
                event(5, 2),
                event(5, 3),
                new JournalEntry.Closed(time));

        try (var kit = new JournalKit(database);
                var log = eventLog()) {
            var head = head(kit, "t", TopicSettings.DEFAULT);
            assertThat(head).isEqualTo(new TopicHead(5, 8, 1, 3, true));
            assertThat(log.after(new TopicName("t"), head, 1, 10))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .extracting(events -> events.stream().map(Event::position).toList())
                    .isEqualTo(List.of(new Position(5, 2), new Position(5, 3)));
        }
    }

    @Test
    void stops_a_recovery_at_a_hole_in_the_rows() throws SQLException {
        plantEvents("t", 3_000);
        update("delete from event_journal where sequence_number between 1000 and 1005");

        try (var kit = new JournalKit(database);
                var errors = LoggedErrors.of(TopicEntity.class)) {
            var topic = kit.topic("t");
            var reply = kit.publish(topic, "must not be stored", Duration.ofSeconds(1));

            assertThatThrownBy(() -> reply.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
            assertThat(errors.causes())
                    .anySatisfy(cause -> assertThat(cause)
                            .isInstanceOf(JournalHole.class)
                            .hasMessageContaining("(expected: row 1000)"));
        }
        assertThat(number("select max(sequence_number) from event_journal")).isEqualTo(3_000);
    }

    @Test
    void stops_a_recovery_when_rows_before_the_last_are_missing() throws SQLException {
        plantEvents("t", 10);
        update("delete from event_journal where sequence_number between 5 and 9");

        try (var kit = new JournalKit(database)) {
            var reply = kit.publish(kit.topic("t"), "must not be stored", Duration.ofSeconds(1));

            assertThatThrownBy(() -> reply.toCompletableFuture().join()).hasCauseInstanceOf(TimeoutException.class);
        }
        assertThat(number("select count(*) from event_journal")).isEqualTo(5);
    }

    @Test
    void lets_a_row_that_cannot_be_stored_fail_few_other_publishes() throws SQLException {
        int topics = 40;
        int publishesEach = 100;
        try (var kit = new JournalKit(database)) {
            var poisoned = kit.topic("poisoned");
            join(kit.publish(poisoned, "first"));
            // Somebody else has taken the row that comes next: a second writer, as after a split brain.
            plant("poisoned", 2, event(1, 2));
            var good = new ArrayList<CompletionStage<PublishReply>>();

            CompletionStage<PublishReply> bad = new CompletableFuture<>();
            var refs = new ArrayList<ActorRef<TopicCommand>>();
            for (int t = 0; t < topics; t++) {
                refs.add(kit.topic("good " + t));
            }
            for (int i = 0; i < publishesEach; i++) {
                for (var topic : refs) {
                    good.add(kit.publish(topic, "event"));
                }
                if (i == publishesEach / 2) {
                    bad = kit.publish(poisoned, "poison");
                }
            }

            long stored = count(good, reply -> reply instanceof Published);
            long failed = good.size() - stored;
            System.err.printf("one poison row failed %d of %d publishes beside it%n", failed, good.size());
            assertThat(join(bad)).isInstanceOf(PublishReply.Refused.class);
            assertThat(failed).as("publishes that failed beside the poison").isLessThan(good.size() / 4);
            assertThat(number("select count(*) from event_journal where persistence_id like 'topic|good%'"))
                    .isGreaterThanOrEqualTo(stored);
            for (var topic : refs) {
                assertThat(join(kit.publish(topic, "after"))).isInstanceOf(Published.class);
            }
        }
    }

    @Test
    void lets_only_one_of_two_writers_store_a_row() throws SQLException {
        try (var one = new JournalKit(database);
                var other = new JournalKit(database)) {
            var topic = one.topic("t");
            var stale = other.topic("t");
            head(other, stale);
            join(one.publish(topic, "a"));
            join(one.publish(topic, "b"));

            assertThat(join(other.publish(stale, "stale"))).isInstanceOf(PublishReply.Refused.class);

            await().untilAsserted(() ->
                    assertThat(join(other.publish(stale, "c"))).isEqualTo(new Published(1, 3, 1, false, List.of())));
            assertThat(join(one.publish(topic, "stale too"))).isInstanceOf(PublishReply.Refused.class);
        }
        assertThat(number("select count(*) from event_journal")).isEqualTo(3);
    }

    @Test
    void comes_back_by_itself_after_the_database_cut_all_connections() throws SQLException {
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t");
            join(kit.publish(topic, "before"));

            update("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                    + " and datname = current_database()");

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(join(kit.publish(topic, "after"))).isInstanceOf(Published.class));
        }
    }

    private TopicHead head(JournalKit kit, String name, TopicSettings settings) {
        return head(kit, kit.topic(name, settings));
    }

    private static TopicHead head(JournalKit kit, ActorRef<TopicCommand> topic) {
        var feed = kit.kit().<FeedMessage>createTestProbe();
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        return feed.expectMessageClass(Attached.class, Duration.ofSeconds(20)).head();
    }

    private PostgresEventLog eventLog() {
        return new PostgresEventLog(database.url(), database.user(), database.password(), JournalObserver.NONE);
    }

    private static Appended event(long epoch, long seq) {
        var time = Instant.ofEpochMilli(1_000 + seq);
        return new Appended(new Event(new Position(epoch, seq), time, Content.TEXT, "event " + seq, null, null), null);
    }

    private void plantEvents(String topic, int count) throws SQLException {
        var entries = new JournalEntry[count];
        for (int i = 0; i < count; i++) {
            entries[i] = event(1, i + 1);
        }
        plant(topic, 1, entries);
    }

    private void plant(String topic, long firstRow, JournalEntry... entries) throws SQLException {
        PlantedRows.insert(database, topic, firstRow, entries);
    }

    private static long count(List<CompletionStage<PublishReply>> replies, Predicate<PublishReply> wanted) {
        return replies.stream().map(TopicJournalIT::join).filter(wanted).count();
    }

    private static PublishReply join(CompletionStage<PublishReply> reply) {
        try {
            return reply.toCompletableFuture().join();
        } catch (CompletionException e) {
            return new PublishReply.Refused(Refusal.OUTCOME_UNKNOWN, String.valueOf(e.getMessage()));
        }
    }

    private void update(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
