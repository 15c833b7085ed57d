package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.journal.StoredTopic.Kind;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.TopicHead;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators ask the journal. */
class JournalInspectionIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final Instant TIME = Instant.ofEpochMilli(500);

    private DatabaseSettings database;
    private JournalInspection inspection;

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
        inspection = new JournalInspection(database.url(), database.user(), database.password());
    }

    @AfterEach
    void close() {
        inspection.close();
    }

    @Test
    void lists_topics_by_name_with_what_their_rows_say() throws SQLException {
        PlantedRows.insert(database, "closed", 1, PlantedRows.event(1, 1), new Closed(TIME));
        PlantedRows.insert(database, "deleted", 1, PlantedRows.event(1, 1), new EpochRaised(2, Cause.DELETED, TIME));
        PlantedRows.insert(database, "late", 7, PlantedRows.event(1, 7), PlantedRows.event(1, 8));
        PlantedRows.insert(database, "set", 1, new JournalEntry.Configured(TopicConfiguration.DEFAULT, TIME));

        var found = join(inspection.topics(10));

        assertThat(found.complete()).isTrue();
        assertThat(found.topics())
                .extracting(
                        topic -> topic.topic().text(),
                        topic -> topic.last().toString(),
                        StoredTopic::rows,
                        StoredTopic::lastKind)
                .containsExactly(
                        tuple("closed", "1-1", 2L, Kind.CLOSED),
                        tuple("deleted", "1-1", 2L, Kind.EPOCH),
                        tuple("late", "1-8", 2L, Kind.EVENT),
                        tuple("set", "0-0", 1L, Kind.CONFIGURED));
        assertThat(found.topics().get(2).lastTime()).isEqualTo(Instant.ofEpochMilli(1_008));
        assertThat(join(inspection.topics(3)).complete()).isFalse();
        assertThat(join(inspection.topics(3)).topics()).hasSize(3);
        assertThat(join(inspection.topics(4)).complete()).isTrue();
    }

    @Test
    void finds_the_row_of_an_event_past_entries_that_are_no_events() throws SQLException {
        PlantedRows.insert(database, "t", 1, PlantedRows.event(1, 1), new EpochRaised(2, Cause.DELETED, TIME));
        PlantedRows.insert(database, "t", 3, new JournalEntry.Configured(TopicConfiguration.DEFAULT, TIME));
        PlantedRows.insert(database, "t", 4, PlantedRows.event(2, 1), PlantedRows.event(2, 2));
        var head = new TopicHead(2, 2, 1, 2, false);
        var topic = new TopicName("t");

        var row = join(inspection.row(topic, head, 2)).orElseThrow();

        assertThat(row.row()).isEqualTo(5);
        assertThat(row.bytes()).isPositive();
        assertThat(join(inspection.row(topic, head, 3))).isEmpty();
        assertThat(join(inspection.row(new TopicName("none"), head, 1))).isEmpty();
    }

    @Test
    void tells_how_large_everything_is_and_fails_when_nobody_answers() {
        var sizes = join(inspection.sizes());

        assertThat(sizes.journalBytes()).isPositive();
        assertThat(sizes.databaseBytes()).isGreaterThan(sizes.journalBytes());
        assertThat(sizes.sessions()).isBetween(1, sizes.sessionsMax());
        assertThat(sizes.version()).matches("\\d+(\\.\\d+)?.*");
        try (var nowhere = new JournalInspection("jdbc:postgresql://127.0.0.1:1/none", "nobody", "")) {
            assertThatThrownBy(() -> join(nowhere.sizes())).hasCauseInstanceOf(JournalUnavailable.class);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
