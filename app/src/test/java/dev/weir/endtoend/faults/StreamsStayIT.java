package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.history.HistoryCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams end with their own node only, wherever their topics live and move to. */
@Tag("alone")
@Tag("long")
@Timeout(600)
class StreamsStayIT {

    private static final int TOPICS = 12;
    private static final Duration OPENED_MAX = Duration.ofSeconds(60);

    @Test
    void at_other_nodes_when_the_owner_is_killed_and_in_a_rolling_restart(@TempDir Path folder) {
        try (var scene = new Scene(folder, 7)) {
            var members = scene.members();
            try (var traffic = new Traffic(TOPICS, members.bases(), 7).publish().subscribe()) {
                await().atMost(OPENED_MAX).until(() -> opened(traffic).equals(List.of(TOPICS, TOPICS, TOPICS, TOPICS)));
                for (int node = 0; node < Members.CORES; node++) {
                    assertThat(members.committed(node))
                            .as("topics live on node %d", node)
                            .isPositive();
                }

                members.kill(1);
                members.awaitAllReady();
                traffic.awaitHeads();
                assertThat(othersOpened(traffic, 1)).containsOnly(TOPICS);

                for (int node = 0; node < Members.ALL; node++) {
                    var before = othersOpened(traffic, node);
                    int ownBefore = traffic.openedAt(node);
                    assertThat(members.terminate(node)).isZero();
                    members.awaitAllReady();
                    traffic.awaitHeads();
                    assertThat(othersOpened(traffic, node))
                            .as("streams opened at others when node %d was restarted", node)
                            .isEqualTo(before);
                    assertThat(traffic.openedAt(node)).isEqualTo(ownBefore + TOPICS);
                }
                traffic.stopPublishing();
                traffic.awaitHeads();
                traffic.replayAll();
                assertThat(HistoryCheck.anomalies(traffic.history())).isEmpty();
                System.err.printf("streams: %s%n", traffic.report());
            }
        }
    }

    private static List<Integer> opened(Traffic traffic) {
        return IntStream.range(0, Members.ALL).mapToObj(traffic::openedAt).toList();
    }

    private static List<Integer> othersOpened(Traffic traffic, int node) {
        return IntStream.range(0, Members.ALL)
                .filter(other -> other != node)
                .mapToObj(traffic::openedAt)
                .toList();
    }
}
