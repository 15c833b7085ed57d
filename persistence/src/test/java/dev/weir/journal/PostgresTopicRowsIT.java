package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of topics, looked at and deleted beside the journal's library. */
class PostgresTopicRowsIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final TopicName TOPIC = new TopicName("t");

    private DatabaseSettings database;

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
    }

    @Test
    void finds_the_boundary_of_an_age_past_entries_that_are_no_events() throws SQLException {
        var time = Instant.ofEpochMilli(500);
        PlantedRows.insert(
                database,
                "t",
                1,
                PlantedRows.event(1, 1),
                new JournalEntry.EpochRaised(2, JournalEntry.Cause.DELETED, time));
        PlantedRows.insert(database, "t", 3, PlantedRows.event(2, 1), PlantedRows.event(2, 2), PlantedRows.event(2, 3));
        for (int row = 6; row < 20; row++) {
            PlantedRows.insert(database, "t", row, new JournalEntry.Configured(TopicConfiguration.DEFAULT, time));
        }
        PlantedRows.insert(
                database, "t", 20, PlantedRows.event(2, 4), PlantedRows.event(2, 5), new JournalEntry.Closed(time));
        var head = new TopicHead(2, 2, 1, 5, true);

        try (var rows = new PostgresTopicRows(database.url(), database.user(), database.password())) {
            for (int seq = 0; seq <= 5; seq++) {
                assertThat(join(rows.lastOlderThan(TOPIC, head, Instant.ofEpochMilli(1_001 + seq))))
                        .isEqualTo(seq);
            }
            assertThat(join(rows.lastOlderThan(TOPIC, new TopicHead(2, 2, 4, 5, true), Instant.EPOCH)))
                    .isEqualTo(3);
            assertThat(join(rows.facts(TOPIC))).isEqualTo(new TopicRows.Facts(0, new Position(1, 1), 1, 0));
            assertThat(join(rows.facts(new TopicName("none")))).isEqualTo(TopicRows.Facts.NONE);
        }
    }

    @Test
    void refuses_to_prune_what_another_prunes() throws SQLException {
        PlantedRows.insert(database, "t", 1, PlantedRows.events(1, 30));
        PlantedRows.snapshot(database, "t", PlantedRows.stateOf(1, 0, 20));
        try (var rows = new PostgresTopicRows(database.url(), database.user(), database.password());
                var other = database.connect();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("select pg_advisory_xact_lock(hashtextextended('topic|t', 0))");

            assertThatThrownBy(() -> join(rows.prune(TOPIC, 10, 5))).hasCauseInstanceOf(JournalUnavailable.class);

            other.rollback();
            assertThat(join(rows.prune(TOPIC, 7, 5))).isEqualTo(5);
            assertThat(join(rows.prune(TOPIC, 7, 5))).isEqualTo(2);
            assertThat(join(rows.prune(TOPIC, 30, 100)))
                    .as("up to the snapshot")
                    .isEqualTo(12);
        }
        assertThat(number("select min(sequence_number) from event_journal")).isEqualTo(20);
    }

    @Test
    void pages_on_behind_what_was_pruned_since_the_head_was_told() throws SQLException {
        PlantedRows.insert(database, "t", 1, PlantedRows.events(1, 30));
        update("delete from event_journal where sequence_number <= 12");
        var staleHead = new TopicHead(1, 0, 1, 30, false);

        try (var log = log()) {
            assertThat(join(log.after(TOPIC, staleHead, 5, 3)))
                    .extracting(Event::seq)
                    .containsExactly(13L, 14L, 15L);
            update("delete from event_journal where sequence_number = 20");
            assertThatThrownBy(() -> join(log.after(TOPIC, staleHead, 19, 3))).hasCauseInstanceOf(JournalHole.class);
        }
    }

    private PostgresEventLog log() {
        return new PostgresEventLog(database.url(), database.user(), database.password(), JournalObserver.NONE);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
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
