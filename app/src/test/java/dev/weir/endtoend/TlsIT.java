package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.tls.MadeCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar with TLS on both ports: clients that others wrote, certificates that change, and those who play with it. */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TlsIT {

    private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LATE_MAX = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String HSTS = "max-age=31536000";

    @TempDir
    private static Path folder;

    private static MadeCertificate first;
    private static MadeCertificate second;
    private static MadeCertificate third;
    private static SSLContext trusting;
    private static HttpClient http;
    private static WeirProcess weir;
    private static NodeReport report;

    @BeforeAll
    static void start() {
        first = MadeCertificate.of("EC");
        second = MadeCertificate.signed("RSA");
        third = MadeCertificate.of("Ed25519");
        trusting = MadeCertificate.trusting(first, second, third);
        http = client();
        var files = first.writeTo(folder);
        weir = WeirProcess.trusting(
                trusting,
                folder.resolve("data"),
                "-Dweir.http.tls.certificate=" + files.certificate(),
                "-Dweir.http.tls.key=" + files.key(),
                "-Dweir.management.tls.certificate=" + files.certificate(),
                "-Dweir.management.tls.key=" + files.key(),
                "-Dweir.http.header-timeout=2s",
                "-Dweir.http.keep-alive=3s");
        report = new NodeReport(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    /** With connections of its own. */
    private static HttpClient client() {
        return HttpClient.newBuilder().sslContext(trusting).build();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    private static void publish(String topic, String data) throws Exception {
        var answer = send(HttpRequest.newBuilder(weir.uri("/topics/" + topic + "/events"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(data)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static LineStream stream(String topic, String lastEventId) {
        return LineStream.open(client(), weir.uri("/stream?topic=" + topic), lastEventId);
    }

    /** What a new connection is shown. */
    private static String shown(int port) throws IOException {
        try (var socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return MadeCertificate.fingerprint(socket.getSession().getPeerCertificates()[0]);
        }
    }

    private static double loads(String outcome) {
        return report.metric("sse_certificate_loads_total{listener=\"http\",outcome=\"" + outcome + "\"}");
    }

    @Test
    @Order(1)
    void says_where_it_is_and_what_it_shows() {
        assertThat(weir.uri("/").getScheme()).isEqualTo("https");
        assertThat(weir.management("/").getScheme()).isEqualTo("https");
        assertThat(report.logged("certificate-loaded"))
                .hasSize(2)
                .allSatisfy(
                        data -> assertThat(data.path("fingerprint").asText()).isEqualTo(first.fingerprint()))
                .extracting(data -> data.path("listener").asText())
                .containsExactly("http", "management");
        assertThat(report.metric("sse_certificate_expiry_timestamp_seconds{listener=\"http\"}"))
                .isEqualTo(
                        (double) first.chain().get(0).getNotAfter().toInstant().getEpochSecond());
        assertThat(weir.output()).doesNotContain("PRIVATE KEY");
    }

    @Test
    @Order(2)
    void every_answer_tells_browsers_to_stay_with_tls() throws Exception {
        var requests = List.of(
                HttpRequest.newBuilder(weir.uri("/topics/none")),
                HttpRequest.newBuilder(weir.uri("/nowhere")),
                HttpRequest.newBuilder(weir.uri("/topics/%FF/events")),
                HttpRequest.newBuilder(weir.uri("/stream?topic=t")).header("Accept", "application/json"),
                HttpRequest.newBuilder(weir.uri("/stream")).method("OPTIONS", BodyPublishers.noBody()),
                HttpRequest.newBuilder(weir.uri("/" + "x".repeat(20_000))),
                HttpRequest.newBuilder(weir.management("/health/live")),
                HttpRequest.newBuilder(weir.management("/metrics")),
                HttpRequest.newBuilder(weir.management("/api/connections")));
        for (var request : requests) {
            var answer = send(request);

            assertThat(answer.headers().allValues("Strict-Transport-Security"))
                    .as(answer.toString())
                    .containsExactly(HSTS);
            assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(answer.headers().allValues("Cache-Control")).hasSize(1);
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    @Order(3)
    void curl_publishes_and_streams() throws Exception {
        Programs.need("curl", "--version");
        var trusted = Files.writeString(folder.resolve("trusted.pem"), first.certificateText());

        var published = curl(
                trusted,
                "--data-binary",
                "from curl",
                "-H",
                "Content-Type: text/plain",
                weir.uri("/topics/curl/events").toString());
        var streamed = curl(
                trusted,
                "--max-time",
                "3",
                "-H",
                "Accept: text/event-stream",
                weir.uri("/stream?topic=curl&from=earliest").toString());

        assertThat(published)
                .contains("HTTP/1.1 201", "\"seq\":1")
                .containsIgnoringCase("ALPN")
                .contains("http/1.1");
        assertThat(streamed).contains("HTTP/1.1 200", "data: from curl").containsOnlyOnce("< X-Content-Type-Options");
    }

    private static String curl(Path trusted, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-sS", "-v", "--cacert", trusted.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    @Order(4)
    void a_handshake_that_never_ends_is_closed_in_time() {
        var hello = new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};
        var port = weir.port();
        try (var silent = RawConnection.to(port);
                var begun = RawConnection.to(port).send(hello);
                var trickling = RawConnection.to(port).send(hello).trickle("x".repeat(400), Duration.ofMillis(100));
                var managed = RawConnection.to(weir.management("/").getPort()).send(hello)) {
            for (var connection : List.of(silent, begun, trickling, managed)) {
                await().atMost(LONG).until(connection::isClosed);
                assertThat(connection.lived())
                        .isBetween(HEADER_TIMEOUT.minusMillis(100), HEADER_TIMEOUT.plus(LATE_MAX));
            }
        }
    }

    /** An alert (21) that the version (70) is not spoken; a handshake (22) where it is. */
    @ParameterizedTest
    @Order(4)
    @CsvSource({"1, 21", "2, 21", "3, 22"})
    void old_versions_are_turned_away(int minor, int answer) throws IOException {
        for (int port : new int[] {weir.port(), weir.management("/").getPort()}) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) LONG.toMillis());
                socket.getOutputStream().write(ClientHello.of(minor));

                var said = socket.getInputStream().readNBytes(7);

                assertThat(said[0]).isEqualTo((byte) answer);
                if (answer == 21) {
                    assertThat(said).as("fatal, protocol_version").endsWith(2, 70);
                }
            }
        }
    }

    @Test
    @Order(5)
    void who_says_nothing_after_the_handshake_is_closed_even_without_its_good_bye() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var transport = new Socket(loopback, weir.port());
                var socket = (SSLSocket) trusting.getSocketFactory()
                        .createSocket(transport, loopback.getHostAddress(), weir.port(), false)) {
            socket.startHandshake();
            long begun = System.nanoTime();
            transport.setSoTimeout((int) LONG.toMillis());

            // Past TLS, so that nothing answers the server's good-bye.
            assertThat(transport.getInputStream().readAllBytes())
                    .as("tickets, and its good-bye")
                    .isNotEmpty();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(HEADER_TIMEOUT.plus(LATE_MAX));
        }
    }

    @Test
    @Order(6)
    void a_kept_connection_is_closed_even_without_its_good_bye() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var transport = new Socket(loopback, weir.port());
                var socket = (SSLSocket) trusting.getSocketFactory()
                        .createSocket(transport, loopback.getHostAddress(), weir.port(), false)) {
            socket.getOutputStream().write("GET /topics/none HTTP/1.1\r\nHost: weir\r\n\r\n".getBytes(UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            transport.setSoTimeout((int) LONG.toMillis());
            long begun = System.nanoTime();

            transport.getInputStream().readAllBytes();

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3).plus(LATE_MAX));
        }
    }

    @Test
    @Order(7)
    void who_speaks_plain_http_is_turned_away_quietly() throws Exception {
        long lines = weir.output().lines().count();
        for (int i = 0; i < 50; i++) {
            try (var plain = RawConnection.to(weir.port()).send("GET / HTTP/1.1\r\nHost: weir\r\n\r\n")) {
                await().atMost(LONG).until(plain::isClosed);
                assertThat(plain.received()).doesNotContain("HTTP/");
            }
        }
        assertThat(send(HttpRequest.newBuilder(weir.uri("/topics/none"))).statusCode())
                .isEqualTo(404);
        assertThat(weir.output().lines().count()).isLessThan(lines + 5);
    }

    @Test
    @Order(8)
    void new_connections_get_the_new_certificate_and_running_streams_go_on() throws Exception {
        publish("reload", "before");
        try (var running = stream("reload&from=earliest", "")) {
            await().atMost(LONG).until(() -> running.has("data: before"));

            second.writeTo(folder);
            await().atMost(LONG).until(() -> shown(weir.port()).equals(second.fingerprint()));
            await().atMost(LONG)
                    .until(() -> shown(weir.management("/").getPort()).equals(second.fingerprint()));
            http = client();
            publish("reload", "after");

            await().atMost(LONG).until(() -> running.has("data: after"));
            assertThat(running.hasEnded()).isFalse();
            try (var resumed = stream("reload", running.lastEventId())) {
                await().atMost(LONG).until(() -> resumed.lines().contains("event: stream-open"));
                publish("reload", "later");

                await().atMost(LONG).until(() -> running.has("data: later") && resumed.has("data: later"));
                assertThat(resumed.lines()).doesNotContain("data: before", "data: after", "event: stream-gap");
            }
            assertThat(loads("loaded")).isEqualTo(2);
        }
    }

    @Test
    @Order(9)
    void a_broken_pair_changes_nothing_until_it_is_mended() throws Exception {
        double before = loads("failed");
        MadeCertificate.replace(folder.resolve("port.key"), "-----BEGIN PRIVATE KEY-----\nAAAA");
        await().atMost(LONG).until(() -> loads("failed") > before + 2);

        assertThat(shown(weir.port())).isEqualTo(second.fingerprint());
        assertThat(report.logged("certificate-failed").stream()
                        .filter(data -> data.path("listener").asText().equals("http")
                                && data.path("why").asText().contains("port.key: cut short")))
                .as("said once, however often it is tried")
                .hasSize(1);

        third.writeTo(folder);

        await().atMost(LONG).until(() -> shown(weir.port()).equals(third.fingerprint()));
        http = client();
        publish("reload", "with the third");
    }

    @Test
    @Order(10)
    void a_node_that_leaves_says_its_good_byes_over_tls_too() {
        try (var running = stream("leaving", "")) {
            await().atMost(LONG).until(() -> running.has("event: stream-open"));

            weir.terminate();

            await().atMost(LONG).until(running::hasEnded);
            assertThat(running.lines()).contains("event: stream-bye").noneMatch(line -> line.startsWith("cut"));
            assertThat(weir.awaitExit()).isZero();
            assertThat(weir.output().lines().filter(line -> line.contains("\"level\":\"ERROR\"")))
                    .isEmpty();
        }
    }
}
