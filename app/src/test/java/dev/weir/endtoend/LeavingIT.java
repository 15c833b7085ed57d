package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.wire.Frame.EventFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How clients leave, in good order and otherwise, and what is left of them. */
@Timeout(300)
class LeavingIT {

    /** Long before the first heartbeat of a stream that asked for one a minute. */
    private static final Duration BEFORE_HEARTBEAT = Duration.ofSeconds(30);

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int EVENTS = 60;

    @TempDir
    private static Path folder;

    private static WeirProcess weir;
    private static NodeReport report;

    @BeforeAll
    static void start() {
        weir = WeirProcess.on(
                folder.resolve("data"), "-Dweir.connections.stall-timeout=2s", "-Dweir.connections.buffer=64KiB");
        report = new NodeReport(weir);
        try (var first = EventSourceClient.follow(weir.uri("/stream?topic=first"), "")) {
            await().atMost(LONG).until(() -> first.streams().stream().anyMatch(StreamSocket::isOpen));
        }
        await().atMost(LONG).until(() -> report.metric("sse_active_connections") == 0);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @Test
    void who_closes_a_silent_stream_is_gone_before_any_heartbeat() throws IOException {
        try (var closing = open("closes", "");
                var resetting = open("resets", "")) {
            await().atMost(LONG).until(() -> closing.isOpen() && resetting.isOpen());
            await().atMost(LONG).until(() -> report.metric("sse_active_connections") == 2);

            closing.leave();
            resetting.reset();

            goneBeforeHeartbeat("closes");
            goneBeforeHeartbeat("resets");
            await().atMost(LONG).until(() -> report.metric("sse_active_connections") == 0);
        }
    }

    /** Without the option this proxy keeps the other connection, and Weir learns of it by a heartbeat as well. */
    @Test
    void who_closes_a_silent_stream_behind_a_proxy_is_gone_before_any_heartbeat() throws IOException {
        try (var proxy = HaProxy.before(weir, folder, Duration.ofSeconds(60), "    option abortonclose");
                var closing = StreamSocket.open(proxy.uri("/stream?topic=proxied&heartbeat=60"), "")) {
            await().atMost(LONG).until(closing::isOpen);

            closing.leave();

            goneBeforeHeartbeat("proxied");
        }
    }

    private static StreamSocket open(String topic, String headers) {
        return StreamSocket.open(weir.uri("/stream?heartbeat=60&topic=" + topic), headers);
    }

    private static void goneBeforeHeartbeat(String topic) {
        await().atMost(BEFORE_HEARTBEAT)
                .untilAsserted(() -> assertThat(report.ends(topic)).containsExactly("client-gone"));
    }

    /** Nothing is read after such a request: the first heartbeat earns a reset, the second one finds it. */
    @Test
    void who_wanted_its_connection_closed_is_gone_with_a_heartbeat() {
        var stream = weir.uri("/stream?topic=last&heartbeat=2");
        try (var client = StreamSocket.open(stream, "Connection: close\r\n")) {
            await().atMost(LONG).until(client::isOpen);

            client.leave();

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(report.logged("stream-end", "last"))
                            .singleElement()
                            .satisfies(line -> {
                                assertThat(line.path("reason").asText()).isEqualTo("client-gone");
                                assertThat(line.path("seconds").asDouble()).isGreaterThanOrEqualTo(2);
                            }));
        }
    }

    @Test
    void requests_that_come_at_once_are_answered_in_order_even_if_their_client_says_no_more() throws IOException {
        var answers = exchange(post("first") + "GET /topics/pipe HTTP/1.1\r\nHost: weir\r\n\r\n"
                + "DELETE /nowhere HTTP/1.1\r\nHost: weir\r\n\r\n" + post("second"));

        assertThat(all("HTTP/1\\.1 (\\d+)", answers)).containsExactly("201", "200", "404", "201");
        assertThat(all("\"id\":\"([^\"]+)\"", answers)).containsExactly("1-1", "1-2");
        assertThat(answers).as("the description, between the two").contains("\"last\":1,");
    }

    private static String post(String data) {
        return "POST /topics/pipe/events HTTP/1.1\r\nHost: weir\r\nContent-Type: text/plain\r\nContent-Length: "
                + data.length() + "\r\n\r\n" + data;
    }

    /** What is said on one connection whose client closes its side right after it has asked. */
    private static String exchange(String requests) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), weir.port())) {
            socket.setSoTimeout((int) LONG.toMillis());
            socket.getOutputStream().write(requests.getBytes(UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void who_stops_reading_is_ended_as_stalled_and_comes_back_to_the_very_place() {
        var stream = weir.uri("/stream?topic=busy&from=earliest");
        double before = report.metric("sse_stream_ends_total{reason=\"stall\"}");
        try (var other = Follower.start(stream, Follower.NO_CUT);
                var stuck = StreamSocket.open(stream, "")) {
            await().atMost(LONG).until(() -> stuck.isOpen() && other.opened() == 1);
            var published = new ArrayList<>(publish(1, 2));
            await().atMost(LONG).until(() -> stuck.events().size() == 2);

            stuck.stopReading();
            published.addAll(publish(3, EVENTS));

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(report.ends("busy")).containsExactly("stall"));
            assertThat(report.metric("sse_stream_ends_total{reason=\"stall\"}")).isEqualTo(before + 1);
            stuck.readOn();
            await().atMost(LONG).until(stuck::hasEnded);
            assertThat(stuck.events()).as("what was on its way").hasSizeBetween(2, EVENTS - 1);
            var header = "Last-Event-ID: " + stuck.lastEventId() + "\r\n";
            try (var again = StreamSocket.open(stream, header)) {
                await().atMost(LONG).until(() -> again.lastEventId().equals("1-" + EVENTS));

                assertThat(again.controls("stream-gap")).isEmpty();
                assertThat(Stream.concat(stuck.events().stream(), again.events().stream())
                                .map(EventFrame::data))
                        .isEqualTo(published);
            }
            await().atMost(LONG).until(() -> other.events().size() == EVENTS);
            assertThat(other.events().stream().map(EventFrame::data)).isEqualTo(published);
            assertThat(other.connects()).as("the other one is not disturbed").isOne();
        }
    }

    /** More than the sockets between the two take. */
    private static List<String> publish(int from, int to) {
        var published = IntStream.rangeClosed(from, to)
                .mapToObj(number -> number + "x".repeat(16 * 1024))
                .toList();
        published.forEach(data -> assertThat(Publish.text(weir, "busy", data)).contains("\"seq\""));
        return published;
    }
}
