package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar measures: its own server, and one that it knows nothing of. */
@Tag("alone")
@Timeout(180)
class BenchIT {

    @TempDir
    private Path folder;

    private JsonNode report(String arguments, String... more) {
        try (var bench = new BenchProcess(folder, arguments, more)) {
            assertThat(bench.awaitExit()).as(bench.errors()).isZero();
            assertThat(bench.errors()).isEmpty();
            assertThat(bench.leftBehind()).isEmpty();
            assertThat(bench.report().path("ok").asBoolean()).isTrue();
            return bench.report();
        }
    }

    private static void assertWhole(JsonNode report, int streams) {
        var continuity = report.path("continuity");
        assertThat(continuity.path("streams").asInt()).isEqualTo(streams);
        assertThat(continuity.path("received").asLong()).isPositive();
        for (var fault : new String[] {"gaps", "lost", "doubled", "outOfOrder", "stray", "streamsAffected"}) {
            assertThat(continuity.path(fault).asLong(-1)).as(fault).isZero();
        }
    }

    @Test
    void fanout() {
        var report = report("fanout --connections 20 --seconds 1 --warm-up 1 --runs 2 --topics 2");

        assertWhole(report, 20);
        assertThat(report.path("runs")).hasSize(2);
        assertThat(report.path("runs").get(0).path("deliveriesPerSecond").asDouble())
                .isPositive();
        assertThat(report.path("median").path("latencyMillisP99").asDouble()).isPositive();
        assertThat(report.path("environment").path("server").asText())
                .contains("-Xmx2g", "-Dweir.connections.max=10000");
    }

    @Test
    void publish() {
        var report = report("publish --connections 4 --seconds 2 --warm-up 1 --runs 1");

        assertWhole(report, 1);
        assertThat(report.path("median").path("eventsPublishedPerSecond").asDouble())
                .isPositive();
        assertThat(report.path("median").path("publishMillisP50").asDouble()).isPositive();
    }

    @Test
    void slow_readers() {
        var report = report("slow-readers --connections 20 --slow 2 --seconds 4 --warm-up 1 --runs 1");

        assertWhole(report, 20);
        var run = report.path("runs").get(0);
        assertThat(run.path("slowBytesPerSecond").asDouble()).isBetween(512.0, 1_536.0);
        assertThat(run.path("slowEventsBehind").asDouble()).isPositive();
        assertThat(run.path("latencyMillisP99With").asDouble()).isPositive();
        assertThat(run.has("heapBytesPerSlowStream")).isTrue();
    }

    @Test
    void resume_storm() {
        var report = report(
                "resume-storm --connections 50 --seconds 1 --warm-up 1",
                "--server-jvm",
                "-Xmx1g -Dweir.connections.retry-min=100ms -Dweir.connections.retry-max=200ms");

        assertWhole(report, 50);
        assertThat(report.path("median").path("secondsFromKillToLast").asDouble())
                .isGreaterThan(
                        report.path("median").path("secondsFromKillToReady").asDouble());
    }

    @Test
    void connect_and_catch_up_on_a_server_that_runs() {
        try (var weir = WeirProcess.on(folder.resolve("weir"))) {
            var options = " --url " + weir.uri("/") + " --pid " + weir.pid();

            var connect = report("connect --connections 20 --runs 2 --warm-up 0" + options);
            var catchUp = report("catch-up --connections 20 --events 200 --runs 1 --warm-up 0" + options);

            assertThat(connect.path("runs")).hasSize(2);
            assertThat(connect.path("median").path("acceptedPerSecond").asDouble())
                    .isPositive();
            assertThat(connect.path("limits").path("open files, server").isNumber())
                    .isTrue();
            assertWhole(catchUp, 20);
            assertThat(catchUp.path("continuity").path("received").asLong()).isEqualTo(20 * 200);
        }
    }

    @Test
    void idle() {
        var report = report("idle --connections 50");

        assertThat(report.path("median").has("heapBytesPerConnection")).isTrue();
        assertThat(report.path("median").has("residentBytesPerConnection")).isTrue();
    }

    @Test
    void ceiling() {
        assertWhole(report("ceiling --connections 20 --seconds 1 --warm-up 0 --runs 1"), 20);
    }

    @Test
    void a_foreign_server_that_delivers_everything() {
        try (var server = new ForeignServer(number -> false)) {
            var report =
                    report("fanout --connections 5 --rate 50 --seconds 1 --warm-up 0 --runs 1 " + server.options());

            assertWhole(report, 5);
        }
    }

    @Test
    void a_foreign_server_that_drops_an_event_is_found_out() {
        try (var server = new ForeignServer(number -> number == 20);
                var bench = new BenchProcess(
                        folder,
                        "fanout --connections 5 --rate 50 --seconds 1 --warm-up 0 --runs 1 --publishers 1 "
                                + server.options())) {

            assertThat(bench.awaitExit()).as(bench.errors()).isEqualTo(1);

            assertThat(bench.report().path("continuity").path("lost").asLong()).isEqualTo(5);
            assertThat(bench.errors())
                    .startsWith(
                            "weir: continuity: 5 lost in 5 gaps, 0 doubled, 0 out of order, 0 stray, on 5 of 5 streams")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_server_that_is_not_there_is_told_in_one_line() {
        try (var bench = new BenchProcess(folder, "fanout --connections 2 --url http://127.0.0.1:1")) {

            assertThat(bench.awaitExit()).isEqualTo(1);

            assertThat(bench.errors())
                    .startsWith("weir: publish: /127.0.0.1:1 cannot be reached: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_server_that_dies_in_the_middle_is_told_in_one_line() {
        try (var bench = new BenchProcess(folder, "fanout --connections 5 --rate 10 --warm-up 60")) {
            var server = serverOf(bench);

            server.destroyForcibly();

            assertThat(bench.awaitExit()).isEqualTo(1);
            assertThat(bench.errors()).startsWith("weir: ").hasLineCount(1);
            assertThat(bench.leftBehind()).isEmpty();
        }
    }

    @Test
    void an_interrupted_bench_leaves_nothing_running() {
        try (var bench = new BenchProcess(folder, "fanout --connections 5 --rate 10 --warm-up 60")) {
            var server = serverOf(bench);

            bench.handle().destroy();

            assertThat(bench.awaitExit()).isEqualTo(130);
            assertThat(server.isAlive()).isFalse();
            assertThat(bench.leftBehind()).isEmpty();
        }
    }

    /** When it has a PostgreSQL. */
    private static ProcessHandle serverOf(BenchProcess bench) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> bench.children().stream()
                                .filter(child -> child.descendants().anyMatch(BenchIT::isPostgres))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/postgres");
    }
}
