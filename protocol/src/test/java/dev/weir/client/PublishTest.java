package dev.weir.client;

import static dev.weir.client.ScriptedServer.answer;
import static dev.weir.client.ScriptedServer.problem;
import static dev.weir.client.ScriptedServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.PublishResult.Refused;
import dev.weir.client.PublishResult.Stored;
import dev.weir.client.PublishResult.StoredPerhaps;
import dev.weir.client.PublishResult.Unsettled;
import dev.weir.client.ScriptedServer.Script;
import dev.weir.json.Envelope;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest {

    private static final TopicName TOPIC = new TopicName("a/b ü");
    private static final Draft DRAFT = new Draft(Content.JSON, "{\"a\":\n1}", "quake", "k 1", "key-1");
    private static final Script CREATED = answer(201, "", "{\"topic\":\"t\",\"id\":\"1-7\",\"seq\":7}");
    private static final ReconnectPolicy POLICY = new ReconnectPolicy(
            Duration.ofSeconds(1), 2, Duration.ofSeconds(30), Duration.ofMillis(100), 0, 1, Duration.ofSeconds(35));

    private final ManualTimers time = new ManualTimers();
    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client = builder(server.uri()).build();

    private WeirClient.Builder builder(URI uri) {
        return WeirClient.builder(uri).reconnect(POLICY).timers(time).random(() -> 0);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static PublishResult now(CompletableFuture<PublishResult> result) throws Exception {
        return result.get(20, TimeUnit.SECONDS);
    }

    /** Lets time pass until it is settled. */
    private PublishResult later(CompletableFuture<PublishResult> result) throws Exception {
        ItemRecorder.soon().pollInterval(Duration.ofMillis(20)).until(() -> {
            time.advance(Duration.ofSeconds(1));
            return result.isDone();
        });
        return now(result);
    }

    private CompletableFuture<PublishResult> publish(Draft draft) {
        return client.publish(TOPIC, draft).toCompletableFuture();
    }

    private CompletableFuture<PublishResult> publishBatch(Draft... drafts) {
        return client.publishBatch(TOPIC, List.of(drafts)).toCompletableFuture();
    }

    @Test
    void sends_one_event_with_its_parts_in_headers() throws Exception {
        server.script(CREATED);

        assertThat(now(publish(DRAFT))).isEqualTo(new Stored("1-7", "1-7", 1, 0));

        var request = server.requests().get(0);
        assertThat(request.method() + " " + request.target()).isEqualTo("POST /topics/a%2Fb%20%C3%BC/events");
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("weir-event-type")).isEqualTo("quake");
        assertThat(request.header("weir-event-key")).isEqualTo("k 1");
        assertThat(request.header("idempotency-key")).isEqualTo("key-1");
        assertThat(request.body()).isEqualTo(DRAFT.data());
        assertThat(time.waits()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", " a", "a ", "日本"})
    void sends_what_no_header_can_carry_as_a_batch_of_one(String key) throws Exception {
        server.script(answer(201, "", "{\"first\":7,\"last\":7,\"firstId\":\"1-7\",\"lastId\":\"1-7\",\"count\":1}"));
        var draft = new Draft(Content.JSON, "{\"a\":1}", "quake", key, "key-1");

        assertThat(now(publish(draft))).isEqualTo(new Stored("1-7", "1-7", 1, 0));

        var request = server.requests().get(0);
        assertThat(request.target()).endsWith("/events?envelope=1");
        assertThat(request.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(Envelope.read(request.body())).isEqualTo(draft);
    }

    @Test
    void sends_text_as_text() throws Exception {
        server.script(CREATED);

        now(publish(Draft.of(Content.TEXT, "grün\r\n")));

        assertThat(server.requests().get(0).header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(server.requests().get(0).body()).isEqualTo("grün\r\n");
    }

    @Test
    void does_not_send_text_with_a_part_that_no_header_can_carry() {
        assertThatThrownBy(() -> publish(new Draft(Content.TEXT, "x", "ü", null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("draft: text with a type or key that no header can carry");
    }

    @Test
    void gives_every_event_a_key() throws Exception {
        server.otherwise(CREATED);

        now(publish(Draft.of(Content.JSON, "1")));
        now(publish(Draft.of(Content.JSON, "1")));

        var keys = new HashSet<String>();
        server.requests().forEach(request -> keys.add(request.header("idempotency-key")));
        assertThat(keys).hasSize(2).allMatch(key -> key.matches("[A-Za-z0-9_-]{22}"));
    }

    @Test
    void sends_a_batch_as_lines() throws Exception {
        server.script(answer(201, "", "{\"first\":1,\"last\":2,\"firstId\":\"1-1\",\"lastId\":\"1-2\",\"count\":2}"));

        assertThat(now(publishBatch(DRAFT, Draft.of(Content.JSON, "2")))).isEqualTo(new Stored("1-1", "1-2", 2, 0));

        var lines = server.requests().get(0).body().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(Envelope.read(lines.get(0)))
                .isEqualTo(new Draft(Content.JSON, "{\"a\": 1}", "quake", "k 1", "key-1"));
        assertThat(Envelope.read(lines.get(1)).idempotencyKey()).hasSize(22);
    }

    @Test
    void does_not_send_a_batch_that_is_none() {
        assertThatThrownBy(() -> publishBatch()).hasMessage("batch: 0 events (expected: 1 to 10000)");
        assertThatThrownBy(() -> client.publishBatch(TOPIC, Collections.nCopies(10_001, DRAFT)))
                .hasMessage("batch: 10001 events (expected: 1 to 10000)");
        assertThatThrownBy(() -> publishBatch(DRAFT, Draft.of(Content.TEXT, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event 2: content: TEXT");
        assertThatThrownBy(() -> publishBatch(Draft.of(Content.JSON, "1,\"key\":\"forged\"")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event 1: JSON near offset");
    }

    @Test
    void says_what_was_stored_before() throws Exception {
        server.script(
                answer(200, "Idempotency-Replayed: true\r\n", "{\"topic\":\"t\",\"id\":\"1-7\",\"seq\":7}"),
                answer(200, "Idempotency-Replayed: true\r\n", "{\"firstId\":\"1-7\",\"lastId\":\"1-8\",\"count\":2}"),
                answer(
                        201,
                        "",
                        "{\"first\":9,\"last\":9,\"firstId\":\"1-9\",\"lastId\":\"1-9\",\"count\":1,\"results\":"
                                + "[{\"seq\":7,\"replayed\":true},{\"seq\":9,\"replayed\":false}]}"));

        assertThat(now(publish(DRAFT))).isEqualTo(new Stored(null, null, 0, 1));
        assertThat(now(publishBatch(DRAFT, DRAFT))).isEqualTo(new Stored(null, null, 0, 2));
        assertThat(now(publishBatch(DRAFT, DRAFT))).isEqualTo(new Stored("1-9", "1-9", 1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 413, 415, 422})
    void is_told_no(int status) throws Exception {
        server.script(problem(status, "key-reused", "key: k (expected: another)"));

        assertThat(now(publish(DRAFT)))
                .isEqualTo(new Refused(status, "urn:weir:problem:key-reused", "key: k (expected: another)"));
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'', status 400",
        "<html>bad</html>, status 400",
        "not today, not today",
        "'{\"title\":\"T\"}', T",
        "[], []"
    })
    void is_told_no_by_someone_else(String body, String detail) throws Exception {
        server.script(answer(400, "", body));

        assertThat(now(publish(DRAFT))).isEqualTo(new Refused(400, "about:blank", detail));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void tries_again_with_the_same_key(int status) throws Exception {
        server.script(answer(status, "Retry-After: 3\r\n", ""), CREATED);

        var result = publish(Draft.of(Content.JSON, "1"));
        ItemRecorder.soon().until(() -> time.waits().equals(List.of(Duration.ofSeconds(3))));
        time.advance(Duration.ofSeconds(3));

        assertThat(now(result)).isEqualTo(new Stored("1-7", "1-7", 1, 0));
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1)).isEqualTo(server.requests().get(0));
    }

    @Test
    void tries_again_when_cut_and_when_the_answer_makes_no_sense() throws Exception {
        server.script(
                text("HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"id\":\"1-"),
                answer(200, "", "<html>Log in</html>"),
                answer(201, "", "{\"count\":9}"),
                CREATED);

        var result = publish(DRAFT);

        assertThat(later(result)).isEqualTo(new Stored("1-7", "1-7", 1, 0));
        assertThat(server.requests()).hasSize(4).containsOnly(server.requests().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overloaded", "deadline-passed", "journal-unavailable", "draining"})
    void knows_that_nothing_is_stored_when_the_server_said_so_each_time(String type) throws Exception {
        server.otherwise(problem(503, type, "no"));

        assertThat(later(publish(DRAFT))).isEqualTo(new Unsettled(StoredPerhaps.NO, "status 503: no"));
        assertThat(server.requests().size()).isBetween(5, 8);
    }

    @Test
    void knows_that_nothing_is_stored_where_nothing_listened() throws Exception {
        try (var lost = builder(ScriptedServer.nowhere()).build()) {
            var result = lost.publish(TOPIC, DRAFT).toCompletableFuture();

            assertThat(later(result)).isEqualTo(new Unsettled(StoredPerhaps.NO, "cannot connect"));
        }
    }

    @Test
    void one_try_that_may_have_arrived_is_enough_for_doubt() throws Exception {
        server.script(problem(503, "outcome-unknown", "?")).otherwise(problem(503, "overloaded", "no"));

        assertThat(later(publish(DRAFT))).isEqualTo(new Unsettled(StoredPerhaps.ONCE_OR_NOT, "status 503: no"));
    }

    @Test
    void does_not_wait_for_an_answer_for_ever() throws Exception {
        var result = publish(DRAFT);
        ItemRecorder.soon().until(() -> server.requests().size() == 1);
        time.advance(Duration.ofSeconds(18));
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());

        assertThat(later(result))
                .isInstanceOf(Unsettled.class)
                .extracting("stored")
                .isEqualTo(StoredPerhaps.ONCE_OR_NOT);
        assertThat(server.requests().size()).isBetween(3, 4);
    }

    @Test
    void follows_where_the_body_is_to_be_sent_again() throws Exception {
        try (var other = ScriptedServer.start().otherwise(CREATED);
                var known = builder(server.uri()).token(() -> "secret").build()) {
            server.script(
                    answer(307, "Location: /else\r\n", ""), answer(308, "Location: " + other.uri() + "/e\r\n", ""));

            assertThat(now(known.publish(TOPIC, DRAFT).toCompletableFuture()))
                    .isEqualTo(new Stored("1-7", "1-7", 1, 0));

            assertThat(server.requests().get(1).header("authorization")).isEqualTo("Bearer secret");
            var last = other.requests().get(0);
            assertThat(last.headers()).doesNotContainKey("authorization");
            assertThat(last.header("idempotency-key")).isEqualTo("key-1");
            assertThat(last.body()).isEqualTo(DRAFT.data());
        }
    }

    @Test
    void does_not_follow_where_the_body_would_be_lost() throws Exception {
        server.script(answer(302, "Location: /else\r\n", ""));

        assertThat(now(publish(DRAFT)))
                .isEqualTo(new Refused(302, "about:blank", "redirect to /else (expected: 307 or 308 for a publish)"));
    }

    @Test
    void fails_only_when_the_client_is_closed() {
        var result = publish(DRAFT);
        ItemRecorder.soon().until(() -> server.requests().size() == 1);
        client.close();

        assertThatThrownBy(() -> now(result))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("client: closed (expected: open)");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        assertThatThrownBy(() -> now(publish(DRAFT))).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(time.waits()).isEmpty();
    }
}
