package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.WeirProcess;
import dev.weir.history.History.Outcome;
import dev.weir.history.HistoryCheck;
import dev.weir.postgres.PostgresForTests;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes are no majority and a rest: which of them goes on is fixed, and what the other says when it ends. */
@Tag("alone")
@Tag("long")
@Timeout(400)
class TwoNodesIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final int FAILED = 1;
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final String PATIENCE = "-Dpekko.cluster.shutdown-after-unsuccessful-join-seed-nodes=15s";
    private static final Duration MOVED_MAX = Duration.ofSeconds(60);

    @Test
    void the_first_goes_on_alone_the_second_ends_and_waits_for_the_first() {
        try (var members = new Members(POSTGRES.freshDatabase(), 2, false, PATIENCE)) {
            members.awaitAllReady();
            try (var traffic = new Traffic(4, members.bases(), 7).publish().subscribe()) {
                members.kill(SECOND);
                traffic.awaitPublishes(MOVED_MAX);
                assertThat(members.process(FIRST).isReady()).isTrue();
                members.awaitAllReady();

                members.kill(FIRST);
                members.awaitExit(SECOND);
                assertThat(members.process(SECOND).awaitExit()).isEqualTo(FAILED);
                assertThat(members.process(SECOND).output())
                        .contains("this node has been given up by the others, or sees too few of them");

                members.start(SECOND);
                members.awaitExit(SECOND);
                assertThat(members.process(SECOND).awaitExit()).isEqualTo(FAILED);
                assertThat(members.process(SECOND).output()).contains("no node of weir.cluster.seeds let this one in");

                members.awaitAllReady();
                traffic.stopPublishing();
                traffic.awaitHeads();
                traffic.replayAll();
                assertThat(HistoryCheck.anomalies(traffic.history())).isEmpty();
                assertThat(traffic.history().published()).allMatch(one -> one.outcome() == Outcome.STORED);
            }
        }
    }

    @Test
    void a_node_whose_seeds_are_not_there_ends_and_names_them() {
        var database = POSTGRES.freshDatabase();
        var lonely = WeirProcess.member(
                database, 0, "-Dweir.cluster.host=127.0.0.22", "-Dweir.cluster.seeds=127.0.0.21:9", PATIENCE);
        try (lonely) {
            assertThat(lonely.awaitExit()).isEqualTo(FAILED);
            assertThat(lonely.output())
                    .contains("no node of weir.cluster.seeds let this one in: 127.0.0.21:9 (expected: within 15 s");
        }
    }
}
