package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.PublishReply.Published;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EpochFloorIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private DatabaseSettings database;

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
    }

    @Test
    void lies_above_what_the_database_knows_by_the_seconds_since_its_newest_row_and_more() throws SQLException {
        PlantedRows.insert(
                database,
                "t",
                1,
                new JournalEntry.Configured(TopicConfiguration.DEFAULT, Instant.EPOCH),
                new JournalEntry.EpochRaised(7_000, JournalEntry.Cause.DELETED, Instant.EPOCH));
        writtenAt(Instant.parse("2026-11-24T12:00:00Z"));

        long floor = raise(Instant.parse("2026-11-24T13:00:00Z"), 0);

        assertThat(floor).isEqualTo(7_000 + EpochFloor.BURST + 3_600);
        assertThat(raise(Instant.parse("2026-11-24T13:00:00Z"), 0)).isGreaterThan(floor + EpochFloor.BURST);
    }

    @Test
    void knows_the_epochs_of_snapshots_whose_rows_are_gone() throws SQLException {
        try (var kit = new JournalKit(database)) {
            var topic = kit.topic("t");
            assertThat(kit.publish(topic, "a").toCompletableFuture().join()).isInstanceOf(Published.class);
        }
        PlantedRows.snapshot(database, "u", PlantedRows.stateOf(9_000, 4, 1));

        assertThat(raise(Instant.now(), 0)).isBetween(9_000L + EpochFloor.BURST, 9_000L + EpochFloor.BURST + 100);
    }

    @Test
    void takes_the_operators_word_for_more_and_an_empty_database_for_as_old_as_can_be() throws SQLException {
        assertThat(raise(Instant.parse("2026-01-01T01:00:00Z"), 0)).isEqualTo(1 + EpochFloor.BURST + 3_600);
        assertThat(raise(Instant.parse("2026-01-01T01:00:00Z"), 50_000_000)).isEqualTo(50_000_001);
    }

    @Test
    void is_not_raised_while_nodes_run() {
        try (var kit = new JournalKit(database)) {
            assertThat(kit.publish(kit.topic("t"), "a").toCompletableFuture().join())
                    .isEqualTo(new Published(1, 1, 1, true, List.of()));

            assertThatThrownBy(() -> raise(Instant.now(), 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expected: none");
        }
    }

    private long raise(Instant now, long above) throws SQLException {
        try (var connection = database.connect()) {
            return EpochFloor.raise(connection, now, above);
        }
    }

    private void writtenAt(Instant time) throws SQLException {
        try (var connection = database.connect();
                var update = connection.prepareStatement("update event_journal set write_timestamp = ?")) {
            update.setLong(1, time.toEpochMilli());
            update.executeUpdate();
        }
    }
}
