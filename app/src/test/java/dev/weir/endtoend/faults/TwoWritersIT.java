package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.NodeReport;
import dev.weir.endtoend.WeirProcess;
import dev.weir.history.History;
import dev.weir.history.History.Outcome;
import dev.weir.history.HistoryCheck;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two clusters on one database, as after a network that no split-brain resolver has understood: every topic has two
 * writers, and both take publishes all the time.
 */
@Tag("alone")
class TwoWritersIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final int TOPICS = 3;
    private static final int EVENTS = 60;
    private static final int TURNS = 3;
    private static final Duration FIGHT_MAX = Duration.ofSeconds(60);
    private static final String FENCED = "is fenced: another writer has stored the row that came next";

    @Test
    @Timeout(180)
    void each_is_fenced_says_so_and_the_journal_stays_whole() throws Exception {
        var database = POSTGRES.freshDatabase();
        History history;
        try (var one = WeirProcess.on(database);
                var other = WeirProcess.on(database);
                var traffic = new Traffic(TOPICS, List.of(one.uri("/"), other.uri("/")), 7).publish()) {
            history = traffic.history();
            await().atMost(FIGHT_MAX).until(() -> history.published().size() >= EVENTS);
            traffic.stopPublishing();
            for (int turn = 0; turn < TURNS; turn++) {
                publishOnce(one, "one's turn " + turn, history);
                publishOnce(other, "the other's turn " + turn, history);
            }

            assertThat(fenced(one)).isGreaterThanOrEqualTo(TURNS - 1);
            assertThat(fenced(other)).isGreaterThanOrEqualTo(TURNS - 1);
            assertThat(one.output()).contains((FENCED + "").substring(0, 1));
            assertThat(other.output()).contains((FENCED + "").substring(0, 1));
            System.err.printf(
                    "two writers: fenced %.0f and %.0f times over %d events%n",
                    fenced(one), fenced(other), history.published().size());
        }
        try (var third = WeirProcess.on(database)) {
            for (int i = 0; i < TOPICS; i++) {
                history.replayed("third", "topic-" + i, Replay.of(third.uri("/"), "topic-" + i));
            }
        }
        assertThat(HistoryCheck.anomalies(history)).isEmpty();
        assertThat(history.published()).allMatch(one -> one.outcome() == Outcome.STORED);
        assertThat(rowsThatFollowNone(database)).isEqualTo(TOPICS);
    }

    /** What the other has written since stands in its way. */
    private static void publishOnce(WeirProcess node, String name, History history) {
        int before = history.published().size();
        try (var publisher =
                TryingPublisher.start(name, "topic-0", List.of(node.uri("/")), history, new SplittableRandom(7))) {
            assertThat(publisher).isNotNull();
            await().atMost(FIGHT_MAX).until(() -> history.published().size() > before);
        }
    }

    private static double fenced(WeirProcess node) {
        return new NodeReport(node).metric("sse_writers_fenced_total");
    }

    /** The first row of each topic, and every row behind a hole. */
    private static int rowsThatFollowNone(DatabaseSettings database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from event_journal one where not exists"
                        + " (select from event_journal before where before.persistence_id = one.persistence_id"
                        + " and before.sequence_number = one.sequence_number - 1)")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
