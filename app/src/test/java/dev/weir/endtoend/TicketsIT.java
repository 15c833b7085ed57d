package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.access.TokenForge;
import dev.weir.wire.Frame.EventFrame;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets and revocations at the jar, with a browser and over a restart. */
class TicketsIT {

    private static final long EXP = 4_000_000_000L;
    private static final String GRANTS = "\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"orders/{id}\"]}";
    private static final String ADMIN = TokenForge.token("{\"exp\":" + EXP + ",\"weir\":{\"admin\":true}}");

    private static final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Path config;
    private static Origin page;
    private static WeirProcess weir;

    @BeforeAll
    static void start() throws IOException {
        page = Origin.of("text/html", "<!doctype html><title>A page of another origin</title>");
        config = Files.writeString(folder.resolve("weir.conf"), """
                weir.auth {
                  mode = jwt
                  keys = [{ kid = hmac, algorithm = HS256, secret = "%s" }]
                  allowed-origins = ["%s"]
                  ticket-life = 10s
                }
                weir.limits.poll-rate = 0
                """.formatted(TokenForge.SECRET, page.origin()));
        weir = WeirProcess.configured(folder.resolve("data"), config);
    }

    @AfterAll
    static void stop() {
        weir.close();
        page.close();
    }

    private static String token(String subject, String id) {
        return TokenForge.token("{\"exp\":" + EXP + ",\"iat\":1700000000,\"sub\":\"" + subject + "\",\"jti\":\"" + id
                + "\"," + GRANTS + "}");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(java.net.URI uri, String token, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String ticket(String token, String topic) throws Exception {
        var answer = post(weir.uri("/tickets"), token, "{\"topics\":[\"" + topic + "\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).path("expiresIn").asInt()).isBetween(9, 10);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        return json(answer).path("ticket").asText();
    }

    private static int poll(String query, String token) throws Exception {
        var request = HttpRequest.newBuilder(weir.uri("/stream?" + query)).header("Accept", "application/json");
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token))
                .statusCode();
    }

    private static List<Integer> byes(StreamSocket stream) {
        return stream.controls("stream-bye").stream()
                .map(EventFrame::data)
                .map(data -> Integer.parseInt(data.replaceAll(".*\"code\":(\\d+).*", "$1")))
                .collect(Collectors.toList());
    }

    @Test
    void a_ticket_serves_its_topics_and_nothing_else() throws Exception {
        var ticket = ticket(token("alice", "a1"), "orders/7");

        assertThat(poll("topic=orders%2F7&ticket=" + ticket, "")).isEqualTo(200);
        assertThat(poll("topic=orders%2F7&ticket=" + ticket, "")).isEqualTo(200);
        assertThat(poll("topic=orders%2F8&ticket=" + ticket, "")).isEqualTo(403);
        assertThat(poll("topic=orders%2F7&ticket=" + ticket.substring(1), "")).isEqualTo(401);
        assertThat(poll("topic=orders%2F7&ticket=", "")).isEqualTo(401);
        assertThat(poll("topic=orders%2F7&ticket=" + ticket + "&ticket=x", "")).isEqualTo(400);
        assertThat(poll("topic=orders%2F7&ticket=" + token("alice", "a1"), "")).isEqualTo(401);
        assertThat(post(weir.uri("/topics/orders%2F7/events?ticket=" + ticket), "", "x")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(weir.uri("/topics/orders%2F7/events"), ticket, "x").statusCode())
                .isEqualTo(401);
        assertThat(post(weir.uri("/tickets"), ticket, "{\"topics\":[\"orders/7\"]}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(weir.management("/api/drain?ticket=" + ticket), "", "").statusCode())
                .isEqualTo(401);
        assertThat(weir.output()).doesNotContain(ticket);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"topics\":[\"orders/7\",\"other\"]}             | 403",
                "{\"topics\":[]}                                   | 400",
                "{\"topics\":\"orders/7\"}                         | 400",
                "{\"topics\":[7]}                                  | 400",
                "{\"topics\":[\"a\\nb\"]}                          | 400",
                "{\"topics\":[\"orders/7\"],\"admin\":true}        | 400",
                "{\"topics\":[\"orders/7\"],\"topics\":[\"other\"]}| 400",
                "{\"topics\":[\"orders/7\"]} x                     | 400",
                "[[[[[[                                            | 400",
                "''                                                | 400"
            })
    void a_ticket_that_cannot_be_is_refused(String body, int status) throws Exception {
        var answer = post(weir.uri("/tickets"), token("alice", "a1"), body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("expected:").doesNotContain("\"ticket\"");
    }

    @Test
    void a_stream_ends_with_its_ticket() throws Exception {
        var ticket = ticket(token("alice", "a1"), "orders/7");

        try (var stream = StreamSocket.open(weir.uri("/stream?topic=orders%2F7&ticket=" + ticket), "")) {
            await().until(stream::isOpen);
            await().atMost(Duration.ofSeconds(20)).until(stream::hasEnded);
            assertThat(byes(stream)).containsExactly(3501);
        }
        assertThat(poll("topic=orders%2F7&ticket=" + ticket, "")).isEqualTo(401);
    }

    @Test
    void revoking_a_subject_ends_its_streams_and_keeps_it_out_also_after_a_restart() throws Exception {
        var carol = token("carol", "c1");
        var path = weir.uri("/stream?topic=orders%2F7");
        var tickets = weir.uri("/stream?topic=orders%2F7&ticket=" + ticket(carol, "orders/7"));
        try (var mine = StreamSocket.open(path, "Authorization: Bearer " + carol + "\r\n");
                var byTicket = StreamSocket.open(tickets, "");
                var other = StreamSocket.open(path, "Authorization: Bearer " + token("dave", "d1") + "\r\n")) {
            await().until(() -> mine.isOpen() && byTicket.isOpen() && other.isOpen());

            var answer = post(weir.management("/api/revocations"), ADMIN, "{\"subject\":\"carol\"}");

            assertThat(answer.statusCode()).isEqualTo(204);
            await().atMost(Duration.ofSeconds(5)).until(() -> mine.hasEnded() && byTicket.hasEnded());
            assertThat(byes(mine)).containsExactly(3502);
            assertThat(byes(byTicket)).containsExactly(3502);
            assertThat(mine.controls("stream-bye").get(0).data()).contains("\"reconnect\":false");
            assertThat(poll("topic=orders%2F7", carol)).isEqualTo(401);
            assertThat(other.hasEnded()).isFalse();
        }
        weir.killHard();
        weir = WeirProcess.configured(folder.resolve("data"), config);

        assertThat(poll("topic=orders%2F7", carol)).isEqualTo(401);
        assertThat(poll("topic=orders%2F7", token("dave", "d1"))).isEqualTo(200);
    }

    @Test
    void revoking_a_token_leaves_the_others_of_its_subject() throws Exception {
        assertThat(post(weir.management("/api/revocations"), ADMIN, "{\"token\":\"e1\"}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(poll("topic=orders%2F7", token("erin", "e1"))).isEqualTo(401);
        assertThat(poll("topic=orders%2F7", token("erin", "e2"))).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                 | 400",
                "{\"subject\":\"\"}                 | 400",
                "{\"subject\":7}                    | 400",
                "{\"subject\":\"a\",\"token\":\"b\"}| 400",
                "{\"who\":\"a\"}                    | 400",
                "alice                              | 400"
            })
    void a_revocation_of_nothing_is_refused(String body, int status) throws Exception {
        assertThat(post(weir.management("/api/revocations"), ADMIN, body).statusCode())
                .isEqualTo(status);
        assertThat(post(weir.management("/api/revocations"), token("alice", "a1"), body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(weir.management("/api/revocations"), "", body).statusCode())
                .isEqualTo(401);
    }

    @Test
    @Timeout(120)
    void an_event_source_on_another_origin_streams_with_a_ticket(@TempDir Path user) throws Exception {
        boolean isHere = Files.exists(Chromium.PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isHere).as("programs that CI must have").isTrue();
        }
        assumeTrue(isHere, () -> "not installed: " + Chromium.PROGRAM);
        post(weir.uri("/topics/orders%2F9/events"), token("alice", "a1"), "hello");
        var script = """
                async ([base, token]) => {
                  const answer = await fetch(base + 'tickets', {
                    method: 'POST',
                    headers: { Authorization: 'Bearer ' + token },
                    body: JSON.stringify({ topics: ['orders/9'] })
                  });
                  const { ticket } = await answer.json();
                  const source = new EventSource(
                    base + 'stream?topic=orders%2F9&from=earliest&ticket=' + encodeURIComponent(ticket));
                  return new Promise(resolve => {
                    source.onmessage = event => { source.close(); resolve(event.lastEventId + ' ' + event.data); };
                    source.onerror = () => resolve('error ' + source.readyState);
                  });
                }""";

        try (var chromium = new Chromium(user)) {
            var arguments = List.of(weir.uri("/").toString(), token("alice", "a1"));
            assertThat(chromium.evaluate(page.uri("/"), script, arguments)).isEqualTo("1-1 hello");
        }
    }
}
