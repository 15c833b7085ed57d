package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.publish.PublishServer.Call;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the answers' table, over a socket. */
class PublishIT {

    private static final String EVENTS = "/topics/quakes/events";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LINES = "Content-Type: application/x-ndjson\r\n";

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

    private static Call single(Draft draft) {
        return new Call(
                new TopicName("quakes"),
                List.of(draft),
                null,
                true,
                PublishServer.NOW,
                PublishServer.NOW.plusSeconds(10));
    }

    @Test
    void stores_an_event_and_says_where() throws Exception {
        var answer = client.post(EVENTS, JSON, " {\"mag\": 4.70, \"a\":1.0e5}\n");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"topic\":\"quakes\",\"id\":\"7-42\",\"seq\":42}");
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        assertThat(answer.headers()).doesNotContainKey("idempotency-replayed");
        assertThat(server.calls).containsExactly(single(Draft.of(Content.JSON, "{\"mag\": 4.70, \"a\":1.0e5}")));
        assertThat(server.published).containsExactly(1);
    }

    @Test
    void passes_type_keys_and_deadline_on() throws Exception {
        var headers = String.join(
                "\r\n",
                "weir-event-type: trade",
                "Weir-Event-Key: k \u00e9 \ud83d\ude00",
                "Idempotency-Key: i",
                "Weir-Publish-Deadline: 60",
                "");

        var answer = client.post("/topics/caf%C3%A9%20%2F%20bar/events", headers, "x");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(server.calls)
                .containsExactly(new Call(
                        new TopicName("caf\u00e9 / bar"),
                        List.of(new Draft(Content.TEXT, "x", "trade", "k \u00e9 \ud83d\ude00", "i")),
                        null,
                        true,
                        PublishServer.NOW,
                        PublishServer.NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "Content-Type: text/plain; charset=UTF-8\r\n",
                "Content-Type: application/octet-stream\r\n",
                "Content-Type: application/xml\r\n",
                "Content-Type: text/plain; charset=us-ascii\r\n",
                "Content-Encoding: identity\r\n"
            })
    void takes_any_other_type_as_text(String headers) throws Exception {
        var answer = client.post(EVENTS, headers, "{\"mag\":4.7}\n");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(server.calls).containsExactly(single(Draft.of(Content.TEXT, "{\"mag\":4.7}\n")));
    }

    @ParameterizedTest
    @CsvSource({
        "application/json; charset=utf-8, JSON",
        "Application/JSON, JSON",
        "application/json;charset=\"UTF-8\", JSON",
        "text/json, TEXT",
        "application/cloudevents+json, TEXT"
    })
    void knows_json_by_its_type(String type, Content content) throws Exception {
        client.post(EVENTS, "Content-Type: " + type + "\r\n", "1");

        assertThat(server.calls).containsExactly(single(Draft.of(content, "1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?batch=1 | application/json | [1, {\"a\": 2}]",
                "?batch=true | application/json | [1, {\"a\": 2}]",
                "'' | application/x-ndjson | 1~{\"a\": 2}~",
                "?envelope=0&batch=0 | application/x-ndjson; charset=utf-8 | 1~~{\"a\": 2}",
                "?envelope=1 | application/x-ndjson | {\"data\":1}~{\"data\":{\"a\": 2}}",
            })
    void stores_a_batch_and_says_where(String query, String type, String body) throws Exception {
        var answer = client.post(
                EVENTS + query, "Content-Type: " + type + "\r\nIdempotency-Key: b\r\n", body.replace("~", "\r\n"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo("{\"topic\":\"quakes\",\"first\":42,\"last\":43,\"firstId\":\"7-42\",\"lastId\":\"7-43\","
                        + "\"count\":2}");
        assertThat(server.calls).hasSize(1);
        assertThat(server.calls.get(0).drafts())
                .containsExactly(Draft.of(Content.JSON, "1"), Draft.of(Content.JSON, "{\"a\": 2}"));
        assertThat(server.calls.get(0).batchKey()).isEqualTo("b");
        assertThat(server.published).containsExactly(2);
    }

    @Test
    void says_that_an_event_was_stored_before() throws Exception {
        server.reply(new Published(7, 0, 0, false, List.of(new Replay(0, 5))));

        var answer = client.post(EVENTS, "Idempotency-Key: i\r\n", "x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(answer.body()).isEqualTo("{\"topic\":\"quakes\",\"id\":\"7-5\",\"seq\":5}");
        assertThat(server.published).containsExactly(0);
    }

    @Test
    void answers_a_repeated_batch_as_then() throws Exception {
        server.reply(new Published(7, 0, 0, false, List.of(new Replay(0, 5), new Replay(1, 6))));

        var answer = client.post(EVENTS, LINES, "1\n2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(answer.body())
                .isEqualTo("{\"topic\":\"quakes\",\"first\":5,\"last\":6,\"firstId\":\"7-5\",\"lastId\":\"7-6\","
                        + "\"count\":2}");
    }

    @Test
    void says_each_line_when_replays_are_scattered() throws Exception {
        server.reply(new Published(7, 0, 0, false, List.of(new Replay(0, 6), new Replay(1, 5))));

        var answer = client.post(EVENTS, LINES, "1\n2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("idempotency-replayed", "true");
        assertThat(answer.body())
                .isEqualTo("{\"topic\":\"quakes\",\"first\":null,\"last\":null,\"firstId\":null,\"lastId\":null,"
                        + "\"count\":0,\"results\":[{\"seq\":6,\"replayed\":true},{\"seq\":5,\"replayed\":true}]}");
    }

    @Test
    void says_each_line_when_some_are_replays() throws Exception {
        server.reply(new Published(7, 42, 2, false, List.of(new Replay(0, 3), new Replay(2, 5))));

        var answer = client.post(EVENTS, LINES, "1\n2\n3\n4");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).doesNotContainKey("idempotency-replayed");
        assertThat(answer.body())
                .isEqualTo("{\"topic\":\"quakes\",\"first\":42,\"last\":43,\"firstId\":\"7-42\",\"lastId\":\"7-43\","
                        + "\"count\":2,\"results\":[{\"seq\":3,\"replayed\":true},{\"seq\":42,\"replayed\":false},"
                        + "{\"seq\":5,\"replayed\":true},{\"seq\":43,\"replayed\":false}]}");
    }

    @ParameterizedTest
    @CsvSource({
        "KEY_REUSED, 422",
        "TOPIC_CLOSED, 409",
        "NO_SUCH_TOPIC, 404",
        "OVERLOADED, 503",
        "DEADLINE_PASSED, 503",
        "JOURNAL_UNAVAILABLE, 503",
        "DRAINING, 503"
    })
    void passes_refusals_on(Refusal refusal, int status) throws Exception {
        server.reply(new Refused(refusal, "why"));

        var answer = client.post(EVENTS, JSON, "1");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.headers().containsKey("retry-after")).isEqualTo(status == 503);
        assertThat(answer.json().get("detail").textValue()).isEqualTo("why");
        assertThat(server.refusals).containsExactly(refusal);
    }

    @Test
    void never_calls_an_unknown_outcome_a_failure() throws Exception {
        server.reply = call -> CompletableFuture.failedFuture(new TimeoutException("ask"));

        var answer = client.post(EVENTS, JSON, "1");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("retry-after");
        assertThat(answer.json().get("outcome").textValue()).isEqualTo("unknown");
        assertThat(answer.json().get("detail").textValue()).contains("same Idempotency-Key");
        assertThat(server.refusals).containsExactly(Refusal.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answers_a_fault_without_saying_what_it_was(boolean thrown) throws Exception {
        server.reply = call -> {
            if (thrown) {
                throw new IllegalStateException("secret");
            }
            return CompletableFuture.failedFuture(new IllegalStateException("secret"));
        };

        var answer = client.post(EVENTS, JSON, "1");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("type").textValue()).isEqualTo("urn:weir:problem:journal-unavailable");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void answers_only_after_the_commit() throws Exception {
        var commit = new CompletableFuture<PublishReply>();
        server.reply = call -> commit;

        client.send(RawClient.head("POST", EVENTS, "Content-Length: 1\r\n"));
        client.send(new byte[] {'x'});
        await().until(() -> server.calls.size() == 1);
        boolean silent = client.isSilentFor(300);
        commit.complete(new Published(7, 1, 1, false, List.of()));

        assertThat(silent).isTrue();
        assertThat(client.answer().status()).isEqualTo(201);
    }

    @Test
    void does_not_ask_once_the_deadline_has_passed() throws Exception {
        client.send(RawClient.head("POST", EVENTS, "Weir-Publish-Deadline: 1\r\nContent-Length: 2\r\n"));
        client.send(new byte[] {'x'});
        await().until(() -> server.accessAsked.get() == 1);
        server.clock = Clock.offset(server.clock, Duration.ofMillis(1_001));
        client.send(new byte[] {'y'});

        assertThat(client.answer().json().get("type").textValue()).isEqualTo("urn:weir:problem:deadline-passed");
        assertThat(server.calls).isEmpty();
    }
}
