package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Caller;
import dev.weir.access.Decision;
import dev.weir.publish.RawClient.Answer;
import dev.weir.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not taken, over a socket that must serve the next request as if nothing had been. */
class PublishRefusalsIT {

    private static final String EVENTS = "/topics/quakes/events";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LINES = "Content-Type: application/x-ndjson\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static PublishServer server;
    private RawClient client;

    @BeforeAll
    static void start() throws Exception {
        server = new PublishServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @BeforeEach
    void connect() throws Exception {
        server.reset();
        client = server.connect();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    private void assertRefused(Answer answer, int status, Refusal refusal, String detail) throws Exception {
        assertProblem(answer, status, refusal, detail);
        assertThat(server.calls).isEmpty();
        assertThat(client.post(EVENTS, "", "next").status()).isEqualTo(201);
    }

    private static void assertProblem(Answer answer, int status, Refusal refusal, String detail) throws Exception {
        assertThat(answer.body()).contains("\"detail\":\"");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("cache-control", "no-store");
        assertThat(answer.json().get("type").textValue())
                .isEqualTo("urn:weir:problem:"
                        + refusal.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(answer.json().get("detail").textValue()).contains(detail).contains("(expected: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%00 | \"\\u0000\"",
                "%2e%2e | \"..\"",
                "%2E | \".\"",
                ".. | \"..\"",
                "%2e. | \"..\"",
                "a%0d%0ab | \"a\\u000d\\u000ab\"",
                "* | \"*\"",
                "%2A | \"*\"",
                "%20a | \" a\"",
                "a%C2%A0 | \\u00a0",
                "a%E2%80%8Bb | \"a\\u200bb\"",
                "`` | \"\"",
                "a%E2%80%A8b | \\u2028",
                "%F0%9F%98%80%F3%A0%80%81 | \\udb40"
            })
    void refuses_what_is_no_topic_name(String segment, String shown) throws Exception {
        var answer = client.post("/topics/" + segment + "/events", JSON, "1");

        assertRefused(answer, 400, Refusal.BAD_TOPIC, shown);
    }

    @Test
    void bounds_a_topic_name() throws Exception {
        assertThat(client.post("/topics/" + "%C3%A9".repeat(100) + "/events", "", "x")
                        .status())
                .isEqualTo(201);
        server.reset();
        assertRefused(
                client.post("/topics/" + "%C3%A9".repeat(100) + "a/events", "", "x"), 400, Refusal.BAD_TOPIC, "200");
        server.reset();
        assertRefused(client.post("/topics/" + "a".repeat(201) + "/events", "", "x"), 400, Refusal.BAD_TOPIC, "200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/%ff/events", "/topics/%c0%80/events", "/topics/a/events?batch=%ff"})
    void refuses_targets_that_are_not_utf_8(String target) throws Exception {
        var answer = client.post(target, JSON, "1");

        assertRefused(answer, 400, Refusal.BAD_TARGET, "\"%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/%zz/events", "/topics/%/events", "/topics/a/events?%zz", "/topics/\u00e9/events"})
    void refuses_targets_that_the_library_cannot_read(String target) throws Exception {
        var answer = client.post(target, JSON, "1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.json().get("detail").textValue())
                .contains("request-target")
                .contains("(expected: ");
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "HEAD,''", "PUT,x", "DELETE,x", "PATCH,x", "OPTIONS,''"})
    void takes_post_only(String method, String body) throws Exception {
        client.send(RawClient.head(method, EVENTS, body.isEmpty() ? "" : "Content-Length: 1\r\n"));
        client.send(body.getBytes(StandardCharsets.UTF_8));
        var answer = method.equals("HEAD") ? client.answerToHead() : client.answer();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("allow", "POST");
        assertThat(server.refusals).containsExactly(Refusal.METHOD_NOT_ALLOWED);
        assertThat(client.post(EVENTS, "", "next").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"DENIED,403", "UNAUTHENTICATED,401"})
    void asks_whether_the_caller_may_before_it_looks_any_further(Refusal refusal, int status) throws Exception {
        server.access = request -> new Caller.Nobody(new Decision.Denied(refusal, "token: none (expected: one)"));

        var answer = client.post(EVENTS + "?batch=x", JSON, "oops");

        assertProblem(answer, status, refusal, "token: none");
        server.reset();
        assertThat(client.post(EVENTS, "", "next").status()).isEqualTo(201);
    }

    @Test
    void does_not_ask_for_the_body_of_a_caller_who_may_not() throws Exception {
        server.access =
                request -> new Caller.Nobody(new Decision.Denied(Refusal.DENIED, "token: none (expected: one)"));

        client.send(RawClient.head("POST", EVENTS, "Expect: 100-continue\r\nContent-Length: 10\r\n"));

        assertProblem(client.answer(), 403, Refusal.DENIED, "token: none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?batch=2 | application/json | batch: \"2\"",
                "?batch | application/json | batch: \"\"",
                "?batch=1&batch=1 | application/json | batch: \"1,1\"",
                "?envelope=yes | application/x-ndjson | \"yes\"",
                "?batch=1 | text/plain | batch: set, with a body of type text/plain",
                "?envelope=1 | application/json | envelope: set, with a body of type application/json",
                "?envelope=1 | text/plain | envelope: set"
            })
    void refuses_bad_parameters(String query, String type, String detail) throws Exception {
        var answer = client.post(EVENTS + query, "Content-Type: " + type + "\r\n", "[1]");

        assertRefused(answer, 400, Refusal.BAD_PARAMETER, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Weir-Publish-Deadline: 0 | BAD_PARAMETER | \"0\"",
                "Weir-Publish-Deadline: 61 | BAD_PARAMETER | 1 to 60",
                "Weir-Publish-Deadline: 1.5 | BAD_PARAMETER | \"1.5\"",
                "Weir-Publish-Deadline: -1 | BAD_PARAMETER | \"-1\"",
                "Weir-Event-Type: error | BAD_TYPE | reserved",
                "Weir-Event-Type: stream-x | BAD_TYPE | \"stream-x\"",
                "Weir-Event-Type: | BAD_TYPE | \"\"",
                "Weir-Event-Type: a\u0085b | BAD_TYPE | \\u0085",
                "Weir-Event-Type: a\u007fb | BAD_TYPE | \\u007f",
                "Weir-Event-Key: | BAD_KEY | \"\"",
                "Idempotency-Key: | BAD_IDEMPOTENCY_KEY | \"\"",
                "Idempotency-Key: a~Idempotency-Key: b | BAD_PARAMETER | at most once",
                "Weir-Event-Key: a\u2028b | BAD_KEY | \\u2028"
            })
    void refuses_bad_headers(String header, Refusal refusal, String detail) throws Exception {
        var answer = client.post(EVENTS, header.replace("~", "\r\n") + "\r\n", "x");

        assertRefused(answer, 400, refusal, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "caf\u00e9 au lait", "\u00c3", "\u00f0", "\u00f0a", "a\u00c0\u0080b"})
    void never_reads_a_body_as_the_next_request(String latin) throws Exception {
        String smuggled = "POST " + EVENTS + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\ny";

        for (String name : List.of("Weir-Event-Key", "X-Any", "User-Agent", "Accept")) {
            try (var other = server.connect()) {
                String head = "POST " + EVENTS + " HTTP/1.1\r\nHost: a\r\n" + name + ": " + latin + "\r\n";
                String body = "Content-Length: " + smuggled.length() + "\r\n\r\n" + smuggled;
                other.send((head + body).getBytes(StandardCharsets.ISO_8859_1));

                var answer = other.answer();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.json().get("detail").textValue()).contains("header ", "valid UTF-8 in one line");
                assertThat(other.isClosedByServer()).isTrue();
            }
        }
        assertThat(server.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u00ff", "a\u0080b"})
    void refuses_bytes_in_headers_that_no_utf_8_has(String latin) throws Exception {
        client.send(("POST " + EVENTS + " HTTP/1.1\r\nHost: a\r\nWeir-Event-Key: " + latin + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));

        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    }

    /** The library would go by the content's length, where a proxy in front may go by the chunks. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked;q=1", "Transfer-Encoding:", ": nameless"})
    void a_head_that_two_servers_read_differently_closes_the_connection(String header) throws Exception {
        client.send(RawClient.head("POST", EVENTS, header + "\r\nContent-Length: 5\r\n"));
        client.send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        var answer = client.answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(server.calls).isEmpty();
    }

    @Test
    void bounds_the_headers() throws Exception {
        var most = String.join(
                "\r\n",
                "Weir-Event-Type: " + "t".repeat(100),
                "Weir-Event-Key: " + "\u00e9".repeat(100),
                "Idempotency-Key: " + "i".repeat(200),
                "");

        assertThat(client.post(EVENTS, most, "x").status()).isEqualTo(201);
        server.reset();
        assertRefused(client.post(EVENTS, most.replace("tt\r", "ttt\r"), "x"), 400, Refusal.BAD_TYPE, "100");
        server.reset();
        assertRefused(
                client.post(EVENTS, most.replace("Key: \u00e9", "Key: a\u00e9"), "x"), 400, Refusal.BAD_KEY, "200");
        server.reset();
        assertRefused(client.post(EVENTS, most.replace("ii\r", "iii\r"), "x"), 400, Refusal.BAD_IDEMPOTENCY_KEY, "200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Weir-Event-Type: t", "Weir-Event-Key: k"})
    void refuses_a_type_or_key_for_a_whole_batch(String header) throws Exception {
        var answer = client.post(EVENTS, LINES + header + "\r\n", "1\n2");

        assertRefused(answer, 400, Refusal.BAD_PARAMETER, "none with a batch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/plain; charset=iso-8859-1 | iso-8859-1", "Content-Type: text/plain; charset=x | x",
                "Content-Type: application/json; charset=utf-16 | utf-16", "Content-Type: nonsense | nonsense",
                "Content-Type: application/x-ndjson;charset=latin1 | iso-8859-1", "Content-Encoding: gzip | gzip",
                "Content-Encoding: identity, br | br"
            })
    void refuses_other_charsets_and_encodings(String header, String detail) throws Exception {
        var answer = client.post(EVENTS, header + "\r\n", "1");

        assertThat(answer.json().get("detail").textValue().toLowerCase(Locale.ROOT))
                .contains(detail);
        assertRefused(answer, 415, Refusal.UNSUPPORTED_MEDIA, "");
    }

    @Test
    void refuses_bad_bodies() throws Exception {
        assertRefused(client.post(EVENTS, JSON, "{\"a\": oops}"), 400, Refusal.BAD_JSON, "near offset 6");
        server.reset();
        assertRefused(client.post(EVENTS, LINES, "1\n\noops"), 400, Refusal.BAD_JSON, "line 3: ");
        server.reset();
        assertRefused(client.post(EVENTS, LINES, ""), 400, Refusal.BAD_BATCH, "empty");
        server.reset();
        assertRefused(client.post(EVENTS, "", ""), 400, Refusal.BAD_DATA, "empty");
        server.reset();
        assertRefused(client.post(EVENTS, "", new byte[] {(byte) 0xc3}), 400, Refusal.BAD_DATA, "0xc3 at byte 0");
        assertThat(server.refusals).containsExactly(Refusal.BAD_DATA);
    }

    @ParameterizedTest
    @CsvSource({
        "'', " + PublishServer.EVENT_BYTES_MAX + ", EVENT_TOO_LARGE",
        "?batch=1, " + PublishServer.BATCH_BYTES_MAX + ", BATCH_TOO_LARGE"
    })
    void bounds_a_body_of_known_and_of_unknown_length(String query, int bytesMax, Refusal refusal) throws Exception {
        byte[] most = ("[" + " ".repeat(bytesMax - 3) + "1]").getBytes(StandardCharsets.UTF_8);
        byte[] more = ("[" + " ".repeat(bytesMax - 2) + "1]").getBytes(StandardCharsets.UTF_8);

        assertThat(client.post(EVENTS + query, JSON, most).status()).isEqualTo(201);
        assertThat(chunked(query, most).status()).isEqualTo(201);
        server.reset();
        assertRefused(client.post(EVENTS + query, JSON, more), 413, refusal, "at most " + bytesMax + " bytes");
        server.reset();
        assertRefused(chunked(query, more), 413, refusal, "at most " + bytesMax + " bytes");
    }

    private Answer chunked(String query, byte[] body) throws Exception {
        client.send(RawClient.head("POST", EVENTS + query, JSON + CHUNKED));
        client.send(RawClient.chunk(body));
        client.send(LAST_CHUNK);
        return client.answer();
    }

    @Test
    void names_the_event_of_a_batch_that_is_too_large() throws Exception {
        String most = "\"" + "a".repeat(PublishServer.EVENT_BYTES_MAX - 2) + "\"";

        assertThat(client.post(EVENTS, LINES, most).status()).isEqualTo(201);
        server.reset();
        assertRefused(
                client.post(EVENTS, LINES, "1\n" + most.replaceFirst("a", "aa")),
                413,
                Refusal.EVENT_TOO_LARGE,
                "line 2: event data: 1001 bytes (expected: at most 1000 bytes)");
    }

    @Test
    void drops_a_large_body_and_serves_on() throws Exception {
        var answer = client.post(EVENTS, JSON, new byte[5 << 20]);

        assertRefused(answer, 413, Refusal.EVENT_TOO_LARGE, "5242880 bytes");
    }

    @Test
    void does_not_ask_for_a_body_that_is_too_large() throws Exception {
        client.send(RawClient.head("POST", EVENTS, "Expect: 100-continue\r\nContent-Length: 5000000\r\n"));

        assertProblem(client.answer(), 413, Refusal.EVENT_TOO_LARGE, "5000000 bytes");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void asks_for_a_body_that_is_not() throws Exception {
        client.send(RawClient.head("POST", EVENTS, "Expect: 100-continue\r\nContent-Length: 1\r\n"));
        assertThat(client.answer().status()).isEqualTo(100);
        client.send(new byte[] {'x'});

        assertThat(client.answer().status()).isEqualTo(201);
    }

    @Test
    void does_not_wait_for_ever_for_a_body() throws Exception {
        client.send(RawClient.head("POST", EVENTS, "Content-Length: 3\r\n"));
        client.send(new byte[] {'x'});

        assertProblem(client.answer(), 408, Refusal.REQUEST_TIMEOUT, "within 1 s");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(server.calls).isEmpty();
    }

    @Test
    void serves_on_after_a_body_that_breaks_off() throws Exception {
        try (var broken = server.connect()) {
            broken.send(RawClient.head("POST", EVENTS, "Content-Length: 3\r\n"));
            broken.send(new byte[] {'x'});
        }

        assertThat(client.post(EVENTS, "", "next").status()).isEqualTo(201);
        assertThat(server.calls).hasSize(1);
    }
}
