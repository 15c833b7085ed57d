package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.Retention;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics that let go of old events, on real PostgreSQL. */
class TopicUpkeepIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final TopicName TOPIC = new TopicName("t");
    private static final Retention THOUSAND = new Retention(1_000, Retention.FOREVER);
    private static final Duration LONG = Duration.ofSeconds(60);

    private DatabaseSettings database;

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
    }

    @Test
    void prunes_a_strict_prefix_of_20_000_events_and_recovers_from_what_is_left() throws SQLException {
        var settings = settings(THOUSAND, 500);
        TopicHead before;
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings);
            publish(kit, topic, 20_000);
            await().atMost(LONG).until(() -> rows() <= 1_000 + 500 + 1);
            before = head(kit, topic);
        }

        assertThat(before).isEqualTo(new TopicHead(1, 0, 19_001, 20_000, false));
        assertThat(number("select max(sequence_number) - min(sequence_number) + 1 from event_journal"))
                .as("rows without a hole")
                .isEqualTo(rows());
        assertThat(number("select max(sequence_number) from event_journal")).isEqualTo(20_000);
        try (var kit = new JournalKit(database);
                var log = log()) {
            var topic = kit.topic("t", settings);
            assertThat(head(kit, topic)).isEqualTo(before);
            assertThat(log.after(TOPIC, before, before.earliest() - 1, 10))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .extracting(events -> events.get(0).seq())
                    .isEqualTo(19_001L);
            publish(kit, topic, 1);
            assertThat(head(kit, topic).last()).isEqualTo(20_001);
        }
    }

    @Test
    void never_announces_after_a_restart_what_was_pruned_although_more_may_be_kept_now() throws SQLException {
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings(new Retention(10, Retention.FOREVER), 100));
            publish(kit, topic, 1_000);
            await().atMost(LONG).until(() -> rows() <= 200);
        }
        long first = number("select min(sequence_number) from event_journal");

        try (var kit = new JournalKit(database)) {
            var all = new Retention(Retention.ALL, Retention.FOREVER);
            assertThat(head(kit, kit.topic("t", settings(all, 100))).earliest()).isEqualTo(first);
        }
    }

    @Test
    void lets_what_is_too_old_go_by_itself() throws SQLException {
        var settings = settings(new Retention(Retention.ALL, Duration.ofSeconds(1)), 10);
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings);
            publish(kit, topic, 50);

            await().atMost(LONG).until(() -> head(kit, topic).equals(new TopicHead(1, 0, 51, 50, false)));
            await().atMost(LONG).until(() -> rows() <= 10 + 1);
            publish(kit, topic, 1);
            assertThat(head(kit, topic).last()).isEqualTo(51);
        }
        assertThat(number("select max(sequence_number) from event_journal")).isEqualTo(51);
    }

    @Test
    void deletes_rows_of_an_epoch_that_is_over_and_never_the_last_row() throws SQLException {
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings(THOUSAND, 100));
            publish(kit, topic, 250);
            assertThat(delete(kit, topic)).isInstanceOf(TopicReply.Done.class);

            await().atMost(LONG).until(() -> rows() == 1);

            publish(kit, topic, 3);
            assertThat(head(kit, topic)).isEqualTo(new TopicHead(2, 251, 1, 3, false));
        }
        try (var kit = new JournalKit(database)) {
            assertThat(head(kit, kit.topic("t", settings(THOUSAND, 100))))
                    .isEqualTo(new TopicHead(2, 251, 1, 3, false));
        }
    }

    @Test
    void commits_while_a_prune_hangs() throws SQLException {
        PlantedRows.insert(database, "t", 1, PlantedRows.events(1, 30));
        PlantedRows.snapshot(database, "t", PlantedRows.stateOf(1, 0, 20));
        try (var kit = new JournalKit(database);
                var other = database.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("select 1 from event_journal where sequence_number = 1 for update");
            var prune = kit.rows().prune(TOPIC, 10, 5).toCompletableFuture();
            await().until(() -> number("select count(*) from pg_locks where not granted") > 0);

            publish(kit, kit.topic("other"), 10);
            publish(kit, kit.topic("t"), 10);

            assertThat(number("select min(sequence_number) from event_journal where persistence_id = 'topic|t'"))
                    .as("the first row, which is still locked")
                    .isEqualTo(1);
            other.rollback();
            await().atMost(LONG).until(prune::isDone);
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(join(kit.rows().prune(TOPIC, 10, 100))).isBetween(0, 10));
        }
    }

    @Test
    void stops_a_writer_that_would_fill_the_hole_that_pruning_left() throws SQLException {
        try (var one = new JournalKit(database);
                var other = new JournalKit(database)) {
            var stale = other.topic("t");
            publish(other, stale, 1);
            var fresh = one.topic("t", settings(new Retention(1, Retention.FOREVER), 10));
            publish(one, fresh, 100);
            await().atMost(LONG).until(() -> number("select min(sequence_number) from event_journal") > 10);

            assertThat(((Refused) join(other.publish(stale, "must not be acknowledged"))).refusal())
                    .isEqualTo(Refusal.OUTCOME_UNKNOWN);

            await().untilAsserted(() -> assertThat(join(other.publish(stale, "after")))
                    .isEqualTo(new Published(1, 102, 1, false, List.of())));
        }
    }

    /** As after a pause of the node on which it lived until just now. */
    @Test
    void learns_what_another_writer_has_stored_although_nobody_publishes_and_tells_its_feeds() {
        try (var one = new JournalKit(database);
                var other = new JournalKit(database)) {
            var stays = one.topic("t", settings(THOUSAND, 10));
            publish(one, stays, 1);
            var feed = one.kit().<FeedMessage>createTestProbe();
            stays.tell(new TopicCommand.Attach(feed.getRef(), 1));
            feed.expectMessageClass(Attached.class);

            publish(other, other.topic("t"), 1);

            assertThat(feed.expectMessageClass(Attached.class, LONG).head())
                    .isEqualTo(new TopicHead(1, 0, 1, 2, false));
            assertThat(join(one.publish(stays, "on"))).isEqualTo(new Published(1, 3, 1, false, List.of()));
        }
    }

    @Test
    void keeps_the_state_and_the_idempotency_keys_of_events_that_were_pruned() throws SQLException {
        var settings = settings(new Retention(1, Retention.FOREVER), 10);
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings);
            assertThat(ask(kit, topic, replyTo -> new TopicCommand.Configure(null, null, true, true, in10s(), replyTo)))
                    .isInstanceOf(TopicReply.Configured.class);
            assertThat(join(publishKeyed(kit, topic, "k", "1", "once"))).isInstanceOf(Published.class);
            publish(kit, topic, 60);
            await().atMost(LONG).until(() -> rows() < 25);
        }
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t", settings);
            var state = (TopicReply.State) ask(kit, topic, TopicCommand.ReadState::new);

            assertThat(state.entries()).extracting(Event::seq).containsExactly(1L);
            assertThat(join(publishKeyed(kit, topic, "k", "1", "once")))
                    .isEqualTo(new Published(1, 0, 0, false, List.of(new PublishReply.Replay(0, 1))));
            assertThat(((Refused) join(publishKeyed(kit, topic, "k", "2", "once"))).refusal())
                    .isEqualTo(Refusal.KEY_REUSED);
        }
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void starts_within_a_second_with_a_million_rows() throws SQLException {
        insertMillion();
        PlantedRows.snapshot(database, "t", PlantedRows.stateOf(1, 0, 999_900));
        try (var kit = new JournalKit(database)) {
            publish(kit, kit.topic("warm"), 1);
            for (int run = 0; run < 5; run++) {
                var topic = kit.topic("t", TopicSettings.DEFAULT);
                long began = System.nanoTime();
                var head = head(kit, topic);
                System.err.printf("1,000,000 rows: first answer after %.1f ms%n", (System.nanoTime() - began) / 1e6);
                assertThat(head.last()).isEqualTo(1_000_000);
                topic.tell(new TopicEntity.Stop());
                kit.kit().<Object>createTestProbe().expectTerminated(topic, LONG);
            }
            var pruning = kit.topic("t", settings(THOUSAND, 5_000));
            long began = System.nanoTime();
            await().atMost(Duration.ofMinutes(3))
                    .until(() ->
                            number("select min(sequence_number) from event_journal where persistence_id = 'topic|t'")
                                    == 999_001);
            System.err.printf("999,000 rows pruned in %.1f s%n", (System.nanoTime() - began) / 1e9);
            assertThat(head(kit, pruning).earliest()).isEqualTo(999_001);
        }
    }

    private void insertMillion() throws SQLException {
        PlantedRows.insert(database, "seed", 1, PlantedRows.events(1, 1));
        // An event of epoch 1 with its sequence number as a three-byte number, as EntryWriter would write it.
        update("""
                insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
                                           event_ser_id, event_ser_manifest, event_payload)
                select 'topic|t', n, 'planted', 0, '', 7310001, 'event/1',
                       '\\x01'::bytea || case
                           when n < 128 then set_byte('\\x00'::bytea, 0, n)
                           when n < 16384 then set_byte(set_byte('\\x0000'::bytea, 0, (n & 127) | 128), 1, n >> 7)
                           else set_byte(set_byte(set_byte('\\x000000'::bytea, 0, (n & 127) | 128),
                                                  1, ((n >> 7) & 127) | 128), 2, n >> 14)
                       end || '\\x01007878'::bytea
                from generate_series(1, 1000000) n
                """);
        update("delete from event_journal where persistence_id = 'topic|seed'");
        update("analyze event_journal");
    }

    private static TopicSettings settings(Retention retention, int snapshotEvery) {
        var keeping = new KeepingSettings(retention, 10, 1_000, Duration.ofMillis(100));
        return new TopicSettings(
                        true, PublishBounds.DEFAULT, 100, 30_000, 32L << 20, 500, Duration.ofSeconds(1), snapshotEvery)
                .keeping(keeping);
    }

    private static void publish(JournalKit kit, ActorRef<TopicCommand> topic, int count) {
        var replies = new ArrayList<CompletionStage<PublishReply>>();
        for (int i = 0; i < count; i++) {
            replies.add(kit.publish(topic, "event"));
            if (replies.size() == 2_000 || i == count - 1) {
                replies.forEach(reply -> assertThat(join(reply)).isInstanceOf(Published.class));
                replies.clear();
            }
        }
    }

    private static CompletionStage<PublishReply> publishKeyed(
            JournalKit kit, ActorRef<TopicCommand> topic, String key, String json, String idempotencyKey) {
        var draft = new Draft(Content.JSON, json, null, key, idempotencyKey);
        return AskPattern.ask(
                topic,
                replyTo -> new TopicCommand.Publish(List.of(draft), null, true, Instant.now(), in10s(), replyTo),
                Duration.ofSeconds(20),
                kit.kit().system().scheduler());
    }

    private static TopicReply delete(JournalKit kit, ActorRef<TopicCommand> topic) {
        return ask(kit, topic, replyTo -> new TopicCommand.Delete(in10s(), replyTo));
    }

    private static TopicReply ask(
            JournalKit kit, ActorRef<TopicCommand> topic, Function<ActorRef<TopicReply>, TopicCommand> command) {
        return join(AskPattern.ask(
                topic, command, Duration.ofSeconds(20), kit.kit().system().scheduler()));
    }

    private static TopicHead head(JournalKit kit, ActorRef<TopicCommand> topic) {
        var feed = kit.kit().<FeedMessage>createTestProbe();
        topic.tell(new TopicCommand.Attach(feed.getRef(), 1));
        var head =
                feed.expectMessageClass(Attached.class, Duration.ofSeconds(20)).head();
        topic.tell(new TopicCommand.Detach(feed.getRef()));
        return head;
    }

    private PostgresEventLog log() {
        return new PostgresEventLog(database.url(), database.user(), database.password(), JournalObserver.NONE);
    }

    private static Instant in10s() {
        return Instant.now().plusSeconds(10);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private long rows() throws SQLException {
        return number("select count(*) from event_journal where persistence_id = 'topic|t'");
    }

    private void update(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, 0);
            statement.execute("set statement_timeout = 0");
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
