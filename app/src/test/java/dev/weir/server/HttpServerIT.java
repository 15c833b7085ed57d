package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import dev.weir.access.Cors;
import dev.weir.access.Origins;
import dev.weir.http.AnswerHeaders;
import dev.weir.http.RequestTarget;
import dev.weir.postgres.DatabaseSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerIT {

    private static final ActorTestKit KIT = ActorTestKit.create(settings());
    private static final List<Integer> REFUSED = new CopyOnWriteArrayList<>();
    private static int port;

    private static Config settings() {
        var loaded = SettingsSources.load(Map.of("pekko.actor.provider", "local"), new Properties(), null, Map.of());
        return PekkoSettings.of(
                loaded, Settings.load(loaded), new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/none", "", ""));
    }

    @BeforeAll
    static void bind() {
        port = HttpServer.bind(KIT.system(), listener(0), HttpServerIT::answer)
                .toCompletableFuture()
                .join()
                .address()
                .getPort();
    }

    private static Listener listener(int port) {
        return new Listener(
                "http",
                "127.0.0.1",
                port,
                null,
                new Cors(Origins.of(List.of("https://app.example"))),
                AnswerHeaders.ofPublicPort(false),
                new Patience(Duration.ofSeconds(10), Duration.ofSeconds(75)),
                waiting -> {},
                REFUSED::add);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static CompletionStage<HttpResponse> answer(HttpRequest request, RequestTarget target) {
        return switch (target.segments().get(0)) {
            case "throws" -> throw new IllegalStateException("the secret inside");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("the secret inside"));
            default ->
                CompletableFuture.completedFuture(
                        HttpResponse.create().withEntity(String.join("|", target.segments())));
        };
    }

    /** What the server says to these bytes until it closes the connection. */
    private static String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String get(String target) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_path_arrives_as_it_was_sent() throws IOException {
        assertThat(get("/a/%2e%2e/b%2Fc/../d")).contains("a|..|b/c|..|d");
    }

    @ParameterizedTest
    @CsvSource({"/throws", "/fails"})
    void a_route_that_breaks_is_a_problem_that_tells_nothing_of_the_inside(String target) throws IOException {
        assertThat(get(target))
                .startsWith("HTTP/1.1 500 ")
                .contains("application/problem+json", "urn:weir:problem:fault")
                .doesNotContain("secret", "IllegalState");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /%zz HTTP/1.1 | 400",
                "GET /%ff%fe HTTP/1.1 | 400",
                "FETCH / HTTP/1.1 | 501",
                "GET / HTTP/3.7 | 505",
                "nonsense | 501"
            })
    void what_cannot_be_read_is_a_problem_too(String line, int status) throws IOException {
        assertThat(exchange(line + "\r\nHost: weir\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("application/problem+json");
    }

    @Test
    void a_header_that_is_too_large_is_431() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\nHost: weir\r\nLast-Event-ID: " + "x".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ")
                .contains("application/problem+json");
    }

    @Test
    void a_head_without_end_is_431() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(20_000)))
                .startsWith("HTTP/1.1 431 ")
                .contains("urn:weir:problem:headers-too-large");
        assertThat(REFUSED).contains(431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\nHost: weir\r\nContent-Length: 1 1",
                "HTTP/1.1\r\nHost: weir\r\nContent-Length:",
                "HTTP/1.1\r\nHost: weir\r\nContent-Length: 18446744073709551617",
                "HTTP/1.1\r\nHost: weir\nContent-Length: 11",
                "HTTP/1.1\r\nHost: weir\r\nX: caf\u00e9",
                "HTTP/1.0\r\nTransfer-Encoding: chunked"
            })
    void a_head_that_two_could_read_differently_is_answered_in_its_turn_and_ends_the_connection(String rest)
            throws IOException {
        var first = "GET /first HTTP/1.1\r\nHost: weir\r\n\r\n";
        var smuggled = "GET /smuggled HTTP/1.1\r\nHost: weir\r\n\r\n";

        assertThat(exchange(first + "POST /a " + rest + "\r\n\r\n" + smuggled))
                .startsWith("HTTP/1.1 200 ")
                .containsOnlyOnce("\r\n\r\nfirstHTTP/1.1 400 ")
                .contains("urn:weir:problem:bad-parameter", "X-Content-Type-Options: nosniff")
                .doesNotContain("smuggled");
    }

    /** Closed with bytes unread, the socket would be reset, and the answer lost with it. */
    @Test
    void a_client_that_is_still_sending_gets_its_answer() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            var sends = socket.getOutputStream();
            sends.write("POST /early HTTP/1.1\r\nHost: weir\r\nContent-Length: 8000000\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 80; i++) {
                sends.write(new byte[100_000]);
            }

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("early");
        }
    }

    @Test
    void nobody_learns_which_software_answers() throws IOException {
        assertThat(get("/x")).doesNotContainIgnoringCase("server:").doesNotContainIgnoringCase("pekko");
    }

    @ParameterizedTest
    @CsvSource({"GET /x, 200", "GET /throws, 500", "GET /%zz, 400", "FETCH /x, 501"})
    void every_answer_says_how_browsers_and_caches_treat_it(String line, int status) throws IOException {
        assertThat(exchange(line + " HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsOnlyOnce("X-Content-Type-Options: nosniff\r\n")
                .containsOnlyOnce("Cache-Control: no-store\r\n")
                .doesNotContain("Strict-Transport-Security");
    }

    @Test
    void who_is_being_answered_when_the_port_closes_gets_all_of_it() throws Exception {
        var answer = new CompletableFuture<HttpResponse>();
        var asked = new CompletableFuture<HttpRequest>();
        var server = HttpServer.bind(KIT.system(), listener(0), (request, target) -> {
                    asked.complete(request);
                    return answer;
                })
                .toCompletableFuture()
                .join();
        try (var idle = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort())) {
            idle.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: weir\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            asked.join();

            var closed = server.terminate(Duration.ofSeconds(20)).toCompletableFuture();

            assertThat(idle.getInputStream().read())
                    .as("nobody was waited for here")
                    .isNegative();
            assertThat(closed).isNotDone();
            answer.complete(HttpResponse.create().withEntity("x".repeat(4_000_000)));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("Connection: close")
                    .endsWith("x".repeat(4_000_000));
            closed.join();
        }
    }

    @Test
    void a_port_that_is_taken_cannot_be_bound() {
        var second = HttpServer.bind(KIT.system(), listener(port), HttpServerIT::answer);

        assertThatThrownBy(() -> second.toCompletableFuture().join()).hasRootCauseInstanceOf(BindException.class);
    }
}
