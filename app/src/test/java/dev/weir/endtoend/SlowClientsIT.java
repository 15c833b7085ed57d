package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that hold connections and say little: each is given its time and no more, and nobody else is hit. */
@Timeout(240)
class SlowClientsIT {

    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

    /** For a machine with other things to do. */
    private static final Duration LATE_MAX = Duration.ofSeconds(8);

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String GET = "GET /topics/none HTTP/1.1\r\nHost: weir\r\n";

    private static WeirProcess weir;
    private static NodeReport report;

    @BeforeAll
    static void start(@TempDir Path folder) {
        weir = WeirProcess.on(folder.resolve("data"), "-Dweir.http.header-timeout=2s", "-Dweir.http.keep-alive=3s");
        report = new NodeReport(weir);
        assertThat(Publish.text(weir, "t", "first")).contains("\"seq\":1");
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private static double timedOut(String listener, String reason) {
        return report.metric(
                "sse_connections_timed_out_total{listener=\"" + listener + "\",reason=\"" + reason + "\"}");
    }

    private static void closedAfter(RawConnection connection, Duration time) {
        await().atMost(LONG).until(connection::isClosed);
        assertThat(connection.lived()).isBetween(time.minusMillis(100), time.plus(LATE_MAX));
    }

    @Test
    void who_says_nothing_or_too_little_is_closed_in_time_on_both_ports() {
        double before = timedOut("http", "header-timeout");
        double managed = timedOut("management", "header-timeout");
        try (var silent = RawConnection.to(weir.port());
                var oneByte = RawConnection.to(weir.port()).send("G");
                var slow = RawConnection.to(weir.port()).trickle(GET + "X: y\r\n".repeat(99), Duration.ofMillis(100));
                var noEnd = RawConnection.to(weir.port()).send(GET);
                var silentManager =
                        RawConnection.to(weir.management("/").getPort()).send("GET /health/live HTTP/1.1\r\n")) {
            for (var connection : List.of(silent, oneByte, slow, noEnd, silentManager)) {
                closedAfter(connection, HEADER_TIMEOUT);
                assertThat(connection.received()).isEmpty();
            }
            assertThat(slow.trickled()).as("bytes that came in time").isGreaterThan(10);
            assertThat(timedOut("http", "header-timeout")).isEqualTo(before + 4);
            assertThat(timedOut("management", "header-timeout")).isEqualTo(managed + 1);
        }
    }

    @Test
    void who_has_been_answered_may_ask_again_for_a_while() {
        double before = timedOut("http", "keep-alive");
        try (var idle = RawConnection.to(weir.port()).send(GET + "\r\n");
                var slow = RawConnection.to(weir.port())
                        .send(GET + "\r\n")
                        .trickle(GET + "X: y\r\n".repeat(99), Duration.ofMillis(100))) {
            for (var connection : List.of(idle, slow)) {
                closedAfter(connection, KEEP_ALIVE);
                assertThat(connection.received()).startsWith("HTTP/1.1 404 ").endsWith("}");
            }
            assertThat(timedOut("http", "keep-alive")).isGreaterThanOrEqualTo(before + 2);
        }
    }

    @Test
    void a_stream_goes_on_whatever_its_client_says_meanwhile() {
        var stream = "GET /stream?topic=t&from=earliest HTTP/1.1\r\nHost: weir\r\nAccept: text/event-stream\r\n\r\n";
        try (var silent = RawConnection.to(weir.port()).send(stream);
                var trickling =
                        RawConnection.to(weir.port()).send(stream).trickle(GET.repeat(50), Duration.ofMillis(50));
                var pipelining = RawConnection.to(weir.port()).send(stream + GET + "\r\n")) {
            var all = List.of(silent, trickling, pipelining);
            await().atMost(LONG)
                    .until(() -> all.stream().allMatch(one -> one.received().contains("data: first")));
            await().atMost(LONG)
                    .until(() -> all.stream().allMatch(one -> one.age().compareTo(KEEP_ALIVE.multipliedBy(3)) > 0));

            assertThat(Publish.text(weir, "t", "last")).contains("\"seq\"");

            await().atMost(LONG)
                    .until(() -> all.stream().allMatch(one -> one.received().contains("data: last")));
            assertThat(all).noneMatch(RawConnection::isClosed);
            assertThat(trickling.trickled()).isGreaterThan(100);
        }
    }

    @Test
    void a_poll_that_waits_longer_than_all_of_it_is_answered() {
        var poll = "GET /stream?topic=quiet&wait=7 HTTP/1.1\r\nHost: weir\r\nAccept: application/json\r\n\r\n";
        try (var waiting = RawConnection.to(weir.port()).send(poll)) {
            await().atMost(LONG).until(() -> waiting.received().contains("\"events\":[]"));

            assertThat(waiting.received()).startsWith("HTTP/1.1 200 ");
            assertThat(waiting.age()).isGreaterThan(Duration.ofSeconds(7));
        }
    }

    @Test
    void a_body_that_trickles_is_given_up_after_its_time_on_every_route() {
        var between = Duration.ofSeconds(2);
        var body = "{\"data\":" + " ".repeat(90) + "1}";
        try (var publish = RawConnection.to(weir.port())
                        .send(head("POST", "/topics/slow/events", body))
                        .trickle(body, between);
                var put = RawConnection.to(weir.port())
                        .send(head("PUT", "/topics/slow", body))
                        .trickle(body, between);
                var evict = RawConnection.to(weir.management("/").getPort())
                        .send(head("DELETE", "/api/connections/none", body))
                        .trickle(body, between);
                var unknown = RawConnection.to(weir.management("/").getPort())
                        .send(head("POST", "/nowhere", body))
                        .trickle(body, between)) {
            closedAfter(publish, BODY_TIMEOUT);
            closedAfter(put, BODY_TIMEOUT);
            for (var refused : List.of(publish, put)) {
                assertThat(refused.received()).startsWith("HTTP/1.1 408 ").contains("request-timeout");
            }
            for (var early : List.of(evict, unknown)) {
                await().atMost(LONG).until(early::isClosed);
                assertThat(early.received()).startsWith("HTTP/1.1 404 ");
                assertThat(early.lived()).isLessThan(BODY_TIMEOUT);
            }
        }
    }

    private static String head(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: weir\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n";
    }

    @Test
    void who_speaks_tls_to_a_plain_port_is_turned_away_quietly() {
        var hello = new byte[] {0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x01, 0x00, '\r', '\n'};
        long lines = weir.output().lines().count();
        for (int i = 0; i < 50; i++) {
            try (var tls = RawConnection.to(weir.port()).send(hello)) {
                await().atMost(LONG).until(tls::isClosed);
                assertThat(tls.received()).doesNotContain("HTTP/1.1 2");
            }
        }
        assertThat(Publish.text(weir, "t", "still")).contains("\"seq\"");
        assertThat(weir.output().lines().count()).isLessThan(lines + 5);
    }

    @Test
    void a_crowd_of_them_is_a_number_and_not_a_flood_of_lines() {
        double before = timedOut("http", "header-timeout");
        var crowd = new ArrayList<RawConnection>();
        try {
            Stream.generate(() -> RawConnection.to(weir.port())).limit(200).forEach(crowd::add);
            assertThat(Publish.text(weir, "t", "meanwhile")).contains("\"seq\"");
            await().atMost(LONG).until(() -> crowd.stream().allMatch(RawConnection::isClosed));

            assertThat(timedOut("http", "header-timeout")).isGreaterThanOrEqualTo(before + 200);
            assertThat(report.logged("header-timeout")).hasSizeLessThan(10);
            assertThat(weir.output().lines().filter(line -> line.contains("\"level\":\"ERROR\"")))
                    .isEmpty();
        } finally {
            crowd.forEach(RawConnection::close);
        }
    }
}
