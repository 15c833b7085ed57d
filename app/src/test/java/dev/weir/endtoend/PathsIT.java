package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a proxy does to silent streams, and what it says about who is behind it. */
@Tag("alone")
@Timeout(600)
class PathsIT {

    private static final String BEHIND = "198.51.100.7";
    private static final String BESIDE = "198.51.100.8";

    /**
     * @param nominal {@code connections.heartbeat}
     * @param least {@code connections.heartbeat-min}
     * @param cut after so much silence the proxy cuts; less than {@code nominal}
     */
    private record Intervals(Duration nominal, Duration least, Duration cut) {

        String[] settings() {
            return new String[] {
                "-Dweir.http.trusted-proxies=127.0.0.1",
                "-Dweir.connections.heartbeat=" + nominal.toSeconds() + "s",
                "-Dweir.connections.heartbeat-min=" + least.toSeconds() + "s"
            };
        }

        /** What three quarters of the proxy's patience is, as {@code docs/OPERATIONS.md} has it. */
        double learnt() {
            return 0.75 * seconds(cut);
        }
    }

    private static final Intervals SHORT =
            new Intervals(Duration.ofSeconds(6), Duration.ofSeconds(1), Duration.ofSeconds(3));

    /** The defaults, and a proxy that they do not suit. */
    private static final Intervals REAL =
            new Intervals(Duration.ofSeconds(25), Duration.ofSeconds(5), Duration.ofSeconds(12));

    @TempDir
    private static Path folder;

    private static WeirProcess shared;

    @BeforeAll
    static void start() {
        shared = WeirProcess.on(folder.resolve("data"), SHORT.settings());
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @Test
    void a_proxy_that_cuts_silent_streams_is_found_out_and_lived_with() {
        isFoundOutAndLivedWith(shared, SHORT);
    }

    @Test
    @Tag("long")
    void a_proxy_that_cuts_after_twelve_seconds_is_found_out_and_lived_with() {
        try (var weir = WeirProcess.on(folder.resolve("long"), REAL.settings())) {
            isFoundOutAndLivedWith(weir, REAL);
        }
    }

    private static void isFoundOutAndLivedWith(WeirProcess weir, Intervals intervals) {
        var report = new NodeReport(weir);
        var path = "/stream?topic=silent";
        try (var proxy = HaProxy.before(weir, folder, intervals.cut, "");
                var behind = EventSourceClient.follow(proxy.uri(path), forwardedFor(BEHIND));
                var beside = EventSourceClient.follow(weir.uri(path), forwardedFor(BESIDE))) {
            await().atMost(intervals.nominal.multipliedBy(10))
                    .until(() -> !report.logged("heartbeat-adapted").isEmpty());
            var deaths =
                    behind.streams().stream().filter(StreamSocket::hasEnded).toList();

            assertThat(deaths).as("streams cut before").hasSizeGreaterThanOrEqualTo(2);
            assertThat(deaths).allSatisfy(dead -> {
                assertThat(dead.heartbeats())
                        .as("heartbeats of the nominal interval")
                        .isZero();
                assertThat(seconds(dead.lastSilence()))
                        .isBetween(0.5 * seconds(intervals.cut), seconds(intervals.nominal));
            });
            assertThat(report.logged("heartbeat-adapted")).allSatisfy(line -> {
                assertThat(line.path("address").asText()).isEqualTo(BEHIND);
                assertThat(line.path("proxy").asText()).isEqualTo("127.0.0.1");
                assertThat(line.path("heartbeatSeconds").asDouble())
                        .isBetween(0.8 * intervals.learnt(), 1.2 * intervals.learnt());
                assertThat(line.path("reason").asText()).contains("streams of this client died after");
            });

            await().atMost(intervals.cut.multipliedBy(10))
                    .until(() -> behind.streams().stream().anyMatch(stream -> livesOn(stream, intervals)));
            var living = behind.streams().stream()
                    .filter(stream -> livesOn(stream, intervals))
                    .findFirst()
                    .orElseThrow();
            System.err.printf(
                    "cut after %.1f s, %d times; then heartbeats every %.2f s on average, beside it every %.2f s%n",
                    seconds(intervals.cut),
                    deaths.size(),
                    mean(living),
                    mean(beside.streams().get(0)));
            assertThat(living.betweenHeartbeats())
                    .as("heartbeats that keep it alive")
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(mean(living)).isBetween(0.6 * intervals.learnt(), seconds(intervals.cut));
            assertThat(beside.streams()).as("the client beside it: never cut").hasSize(1);
            assertThat(mean(beside.streams().get(0)))
                    .isBetween(0.7 * seconds(intervals.nominal), 2 * seconds(intervals.nominal));
            assertThat(behind.streams())
                    .allSatisfy(stream -> assertThat(stream.controls("stream-open"))
                            .allSatisfy(frame -> assertThat(frame.data())
                                    .contains("\"heartbeat\":" + intervals.nominal.toSeconds() + ",")));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(report.metric("sse_heartbeat_interval_seconds"))
                            .as("mean of both")
                            .isBetween(intervals.learnt(), 0.9 * seconds(intervals.nominal)));
        }
    }

    private static boolean livesOn(StreamSocket stream, Intervals intervals) {
        return stream.isOpen() && stream.lived().compareTo(intervals.cut.multipliedBy(3)) > 0;
    }

    @Test
    void of_two_headers_the_last_one_is_the_nearest_proxys() {
        comesFrom("two", forwardedFor("198.51.100.1") + forwardedFor("198.51.100.2"), "198.51.100.2");
        comesFrom("list", forwardedFor("198.51.100.2, 198.51.100.1"), "198.51.100.1");
        comesFrom("trusted", forwardedFor("198.51.100.1") + forwardedFor("127.0.0.1"), "198.51.100.1");
        comesFrom("both", "Forwarded: for=198.51.100.3\r\n" + forwardedFor("198.51.100.1"), "198.51.100.1");
    }

    private static void comesFrom(String topic, String headers, String address) {
        try (var client = StreamSocket.open(shared.uri("/stream?topic=" + topic), headers)) {
            await().until(client::isOpen);
            await().untilAsserted(() -> assertThat(new NodeReport(shared).logged("stream-open", topic))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.path("address").asText()).isEqualTo(address);
                        assertThat(line.path("proxy").asText()).isEqualTo("127.0.0.1");
                    }));
        }
    }

    private static String forwardedFor(String value) {
        return "X-Forwarded-For: " + value + "\r\n";
    }

    /** Seconds between heartbeats. */
    private static double mean(StreamSocket stream) {
        return stream.betweenHeartbeats().stream()
                .mapToDouble(PathsIT::seconds)
                .average()
                .orElse(0);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
