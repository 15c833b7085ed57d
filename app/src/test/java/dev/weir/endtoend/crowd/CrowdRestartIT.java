package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.WeirProcess;
import dev.weir.wire.StreamEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with a crowd of browsers on it dies or leaves, and another one takes its place on the same port and data, while
 * publishers go on.
 */
@Tag("alone")
class CrowdRestartIT {

    private static final int TOPICS = 20;
    private static final int CLIENTS = 1_000;
    private static final int CLIENTS_LONG = 5_000;

    /** {@code connections.admission-rate}, below what the crowd would come to if it came at once. */
    private static final int ADMISSION_RATE = 400;

    private static final int ADMISSION_RATE_LONG = 1_000;

    private static final int ARRIVALS_PER_SECOND = 300;
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(500);
    private static final Duration OPENED_MAX = Duration.ofMinutes(4);
    private static final Duration ALL_BACK_MAX = Duration.ofMinutes(4);
    private static final double NANOS = 1e9;

    private static final List<String> TOPIC_NAMES =
            IntStream.range(0, TOPICS).mapToObj(i -> "t-" + i).toList();

    @Test
    @Timeout(600)
    void a_thousand_streams_outlive_kill_nine(@TempDir Path folder) {
        outliveKillNine(folder, CLIENTS);
    }

    @Test
    @Tag("long")
    @Timeout(1_200)
    void five_thousand_streams_outlive_kill_nine(@TempDir Path folder) {
        outliveKillNine(folder, CLIENTS_LONG);
    }

    @Test
    @Timeout(600)
    void a_thousand_streams_move_on_when_their_node_leaves(@TempDir Path folder) {
        moveOn(folder, CLIENTS, ADMISSION_RATE);
    }

    @Test
    @Tag("long")
    @Timeout(1_200)
    void five_thousand_streams_move_on_when_their_node_leaves(@TempDir Path folder) {
        moveOn(folder, CLIENTS_LONG, ADMISSION_RATE_LONG);
    }

    /** Every tenth follows two topics. */
    private static List<String> topicsOf(int client) {
        var own = TOPIC_NAMES.get(client % TOPICS);
        return client % 10 == 9 ? List.of(own, TOPIC_NAMES.get((client + 1) % TOPICS)) : List.of(own);
    }

    private void outliveKillNine(Path folder, int clients) {
        int port;
        long killedAt;
        try (var weir = WeirProcess.on(folder);
                var publishers = SteadyPublishers.start(weir.uri("/"), TOPIC_NAMES, PUBLISH_PAUSE, 0);
                var crowd = gather(weir, clients, publishers)) {
            port = weir.port();
            killedAt = crowd.now();
            weir.killHard();
            crowd.awaitThat(() -> crowd.open() == 0, OPENED_MAX);

            try (var next = WeirProcess.onPort(port, folder)) {
                long readyAt = crowd.now();
                awaitAllBack(crowd, publishers, clients);
                assertWhole(crowd);
                var metrics = Scrape.of(next);
                report("kill -9", crowd, clients, killedAt, readyAt, metrics);
                assertThat(metrics.value("sse_connections_total{outcome=\"accepted\"}"))
                        .isEqualTo(clients);
                assertThat(metrics.value("sse_reconnections_total")).isEqualTo(clients);
                assertThat(metrics.value("sse_journal_reads_total")).isLessThanOrEqualTo(4 * TOPICS + 20);
            }
        }
    }

    private void moveOn(Path folder, int clients, int admissionRate) {
        var rate = "-Dweir.connections.admission-rate=" + admissionRate;
        try (var weir = WeirProcess.on(folder, rate);
                var publishers = SteadyPublishers.start(weir.uri("/"), TOPIC_NAMES, PUBLISH_PAUSE, 0);
                var crowd = gather(weir, clients, publishers)) {
            long toldAt = crowd.now();
            weir.terminate();
            assertThat(weir.awaitExit()).as(weir.output()).isZero();
            assertAllWereToldToMoveOn(crowd, clients, toldAt);

            try (var next = WeirProcess.onPort(weir.port(), folder, rate)) {
                long readyAt = crowd.now();
                awaitAllBack(crowd, publishers, clients);
                assertWhole(crowd);
                var metrics = Scrape.of(next);
                report("SIGTERM", crowd, clients, toldAt, readyAt, metrics);
                assertThat(crowd.connectsPerSecondMax(readyAt)).isLessThan(admissionRate);
                assertThat(metrics.value("sse_connections_total{outcome=\"accepted\"}"))
                        .isEqualTo(clients);
                assertThat(metrics.value("sse_reconnections_total")).isZero();
            }
        }
    }

    private static Crowd gather(WeirProcess weir, int clients, SteadyPublishers publishers) {
        var plan = CrowdPlan.ofManyAddresses(clients, ARRIVALS_PER_SECOND, CrowdRestartIT::topicsOf);
        var crowd = Crowd.gather(weir.uri("/"), plan, publishers::sent);
        try {
            crowd.awaitThat(() -> crowd.open() == clients, OPENED_MAX);
            long published = publishers.acknowledged();
            crowd.awaitThat(
                    () -> publishers.acknowledged() > published + 3 * TOPICS && crowd.events() > 3L * clients,
                    OPENED_MAX);
            return crowd;
        } catch (RuntimeException | Error failure) {
            crowd.close();
            throw failure;
        }
    }

    private static void awaitAllBack(Crowd crowd, SteadyPublishers publishers, int clients) {
        crowd.awaitThat(() -> crowd.open() == clients, ALL_BACK_MAX);
        publishers.stop();
        crowd.awaitThat(() -> crowd.behind(publishers::acknowledged) == 0, OPENED_MAX);
    }

    private static void assertWhole(Crowd crowd) {
        assertThat(crowd.faults()).isEmpty();
        assertThat(crowd.gaps()).isZero();
        assertThat(crowd.dead()).isEmpty();
    }

    private static void assertAllWereToldToMoveOn(Crowd crowd, int clients, long toldAt) {
        assertThat(crowd.dead()).as(crowd.toString()).isEmpty();
        assertThat(crowd.open()).isZero();
        assertThat(crowd.visits(Visit::wasOpened)).hasSize(clients);
        var told = crowd.visits(CrowdRestartIT::wasToldToMoveOn).stream()
                .filter(Visit::wasOpened)
                .mapToLong(visit -> visit.endedAt() - toldAt)
                .summaryStatistics();
        assertThat(crowd.visits(visit -> visit.wasOpened() && !wasToldToMoveOn(visit)))
                .as(
                        "told to move on: %d, %.1f to %.1f s after the signal at %.1f s; ended in another way",
                        told.getCount(), told.getMin() / NANOS, told.getMax() / NANOS, toldAt / NANOS)
                .isEmpty();
        // Those who came back while it was leaving were told the same; by then nobody gets in.
        assertThat(crowd.byes(toldAt).keySet()).isSubsetOf(StreamEnd.DRAIN.code());
    }

    private static boolean wasToldToMoveOn(Visit visit) {
        return visit.byeCode() == StreamEnd.DRAIN.code()
                && visit.retryMillis() == visit.byeAfterMillis()
                && visit.retryMillis() > 0;
    }

    private static void report(String how, Crowd crowd, int clients, long endedAt, long readyAt, Scrape metrics) {
        var back = crowd.visits(visit -> visit.openedAt() >= readyAt);
        var retries = back.stream().mapToLong(Visit::retryMillis).summaryStatistics();
        long lastAt = back.stream().mapToLong(Visit::openedAt).max().orElseThrow();
        long slowest = back.stream()
                .mapToLong(visit -> visit.openedAt() - visit.askedAt())
                .max()
                .orElseThrow();
        var inVain = crowd.visits(visit -> visit.askedAt() >= endedAt && visit.status() == 0);
        System.err.printf(
                "crowd, %s: %d clients, %d events read; ready after %.1f s, the last one back %.1f s later,"
                        + " after %d tries in vain; refused %s; most in a second %d, each second %s; slowest to open %.1f s;"
                        + " journal reads %.0f, reconnections %.0f; told to come back after %d to %d ms%n",
                how,
                clients,
                crowd.events(),
                (readyAt - endedAt) / NANOS,
                (lastAt - readyAt) / NANOS,
                inVain.size(),
                crowd.byes(endedAt),
                crowd.connectsPerSecondMax(endedAt),
                crowd.connectsPerSecond(readyAt),
                slowest / NANOS,
                metrics.value("sse_journal_reads_total"),
                metrics.value("sse_reconnections_total"),
                retries.getMin(),
                retries.getMax());
    }
}
