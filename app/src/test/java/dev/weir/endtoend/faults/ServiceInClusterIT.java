package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.ServiceProcess;
import dev.weir.history.History.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Services that are members of a cluster go on publishing through its faults, or end and are started again. */
@Tag("alone")
@Tag("long")
@Timeout(600)
class ServiceInClusterIT {

    private static final String TOPIC = "quakes";
    private static final int EVENTS = 2_000;
    private static final Duration BEGUN_MAX = Duration.ofSeconds(60);
    private static final int ENDED_SECONDS_MAX = 120;

    /** With the core that is left of three, more than those that are gone. */
    private static final int SERVICES = 3;

    private static final List<String> published = new ArrayList<>();

    private static Scene scene;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        scene = new Scene(folder, 7);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {
                "KILL_EDGE",
                "LOCK_JOURNAL",
                "SLOW_COMMITS",
                "CUT_DATABASE_CONNECTIONS",
                "TAKE_DATABASE_CONNECTIONS"
            })
    void nothing_is_lost_or_doubled_and_nobody_counts_them(Fault fault) throws Exception {
        var file = events(fault);
        var before = published.size();
        var services = new ArrayList<ServiceProcess>();
        try {
            for (int i = 0; i < SERVICES; i++) {
                services.add(start(file));
            }
            await("a tenth is published")
                    .atMost(BEGUN_MAX)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> head() > before + EVENTS / 10);

            scene.suffer(fault, scene.members().committing());

            int restarts = 0;
            for (int i = 0; i < SERVICES; i++) {
                restarts += awaitDone(services, i, file);
            }
            System.err.printf("services: %s, %d started again%n", fault, restarts);
        } finally {
            services.forEach(ServiceProcess::close);
        }
        IntStream.range(0, EVENTS).forEach(i -> published.add("\"" + fault + " " + i + "\""));
        for (var node : scene.members().bases()) {
            assertThat(Replay.of(node, TOPIC)).isEqualTo(numbered());
        }
    }

    /** As whoever looks after the process does. @return how often it was started again */
    private static int awaitDone(List<ServiceProcess> services, int i, Path file) {
        int restarts = 0;
        while (services.get(i).awaitExit(ENDED_SECONDS_MAX) != 0) {
            assertThat(restarts++).as(services.get(i).output()).isLessThan(3);
            services.get(i).close();
            services.set(i, start(file));
        }
        return restarts;
    }

    private static ServiceProcess start(Path file) {
        return ServiceProcess.start(scene.members().clusterAddress(0), file, "weir.service.sink-events-max=1");
    }

    private static Path events(Fault fault) throws IOException {
        return Files.write(
                folder.resolve(fault + ".ndjson"),
                IntStream.range(0, EVENTS)
                        .mapToObj(i -> "{\"data\":\"" + fault + " " + i + "\"}")
                        .toList());
    }

    private static long head() {
        return Replay.head(scene.members().base(Members.EDGE), TOPIC);
    }

    private static List<Event> numbered() {
        return IntStream.range(0, published.size())
                .mapToObj(i -> new Event(i + 1L, published.get(i)))
                .toList();
    }
}
