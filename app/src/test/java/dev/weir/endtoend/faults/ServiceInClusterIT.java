package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.ServiceProcess;
import dev.weir.history.History.Event;
import dev.weir.json.Envelope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that is a member of a cluster goes on publishing when it loses the node that its topic lives on. */
@Tag("alone")
class ServiceInClusterIT {

    private static final Path QUAKES = Path.of("../docs/examples/quakes.ndjson");
    private static final String TOPIC = "quakes";
    private static final Duration MOVED_MAX = Duration.ofSeconds(90);

    @Test
    @Tag("long")
    @Timeout(600)
    void it_loses_and_doubles_nothing_when_its_topics_node_is_killed(@TempDir Path folder) throws Exception {
        var data = Files.readAllLines(QUAKES).stream()
                .map(line -> Envelope.read(line).data())
                .toList();
        try (var scene = new Scene(folder, 7);
                var service = ServiceProcess.start(
                        scene.members().clusterAddress(0), QUAKES, "weir.service.sink-events-max=1")) {
            var members = scene.members();
            await("a tenth is published")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> committed(members) > data.size() / 10.0);

            members.kill(members.owner());

            assertThat(service.awaitExit((int) MOVED_MAX.toSeconds()))
                    .as(service.output())
                    .isZero();
            // An event whose answer was lost with the node is told as stored before.
            assertThat(service.output()).contains(" were stored before");
            members.awaitAllReady();
            for (int node = 0; node < Members.ALL; node++) {
                assertThat(scene.replay(node, TOPIC)).isEqualTo(numbered(data));
            }
        }
    }

    private static double committed(Members members) {
        return IntStream.range(0, Members.CORES).mapToDouble(members::committed).sum();
    }

    private static List<Event> numbered(List<String> data) {
        return IntStream.range(0, data.size())
                .mapToObj(i -> new Event(i + 1L, data.get(i)))
                .toList();
    }
}
