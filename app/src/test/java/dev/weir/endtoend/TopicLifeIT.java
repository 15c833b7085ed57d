package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.postgres.PostgresForTests;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics are made, described, closed, deleted and let go of events, over HTTP. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TopicLifeIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    private static WeirProcess weir;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        weir = WeirProcess.on(
                POSTGRES.freshDatabase(), "-Dweir.topics.keys-max=3", "-Dweir.topics.state-bytes-max=1000");
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @Test
    void a_topic_lives_from_its_creation_to_its_next_life() throws Exception {
        assertProblem(send("GET", "/topics/life", ""), 404, "no-such-topic");
        assertProblem(send("POST", "/topics/life/close", ""), 404, "no-such-topic");
        assertProblem(send("DELETE", "/topics/life", ""), 404, "no-such-topic");

        var created = send("PUT", "/topics/life", "{\"retention\":{\"events\":50,\"age\":\"48h\"}}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(created.body()))
                .isEqualTo(JSON.readTree(send("GET", "/topics/life", "").body()));
        assertThat(created.body())
                .startsWith("{\"topic\":\"life\",\"epoch\":1,\"first\":null,\"last\":null,\"events\":0,\"keyed\":false,"
                        + "\"closed\":false,\"retention\":{\"events\":50,\"age\":\"2d\"},\"created\":\"20")
                .endsWith("Z\"}");
        assertThat(send("PUT", "/topics/life", "").statusCode()).isEqualTo(200);
        publish("life", "1", "Idempotency-Key", "once");
        assertProblem(send("PUT", "/topics/life", "{\"keyed\":true}"), 409, "keyed-is-fixed");
        assertThat(send("PUT", "/topics/life", "{\"retention\":{\"events\":\"forever\"}}")
                        .body())
                .contains("\"first\":1,\"last\":1,\"events\":1")
                .contains("{\"events\":\"forever\",\"age\":\"2d\"}");

        assertThat(send("POST", "/topics/life/close", "").statusCode()).isEqualTo(204);
        assertThat(send("POST", "/topics/life/close", "").statusCode()).isEqualTo(204);
        assertProblem(send("POST", "/topics/life/events", "2"), 409, "topic-closed");
        var replay = send("POST", "/topics/life/events", "1", "Idempotency-Key", "once");
        assertThat(replay.statusCode()).isEqualTo(200);
        assertThat(replay.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(topic("life").get("closed").booleanValue()).isTrue();

        assertThat(send("DELETE", "/topics/life", "").statusCode()).isEqualTo(204);
        assertProblem(send("GET", "/topics/life", ""), 404, "no-such-topic");
        assertProblem(send("DELETE", "/topics/life", ""), 404, "no-such-topic");
        assertThat(publish("life", "again").get("id").textValue()).isEqualTo("2-1");
        assertThat(topic("life").get("closed").booleanValue()).isFalse();
    }

    @Test
    void a_reader_of_a_deleted_topic_gets_a_gap_and_stays_for_its_next_life() throws Exception {
        publish("deleted", "a");
        try (var reader = Follower.start(weir.uri("/stream?topic=deleted&from=earliest"), Follower.NO_CUT)) {
            await().atMost(SOON).until(() -> reader.events().size() == 1);

            assertThat(send("DELETE", "/topics/deleted", "").statusCode()).isEqualTo(204);

            await().atMost(SOON).until(() -> gap(reader) != null);
            var gap = JSON.readTree(gap(reader));
            assertThat(gap.get("cause").textValue()).isEqualTo("epoch");
            assertThat(gap.get("earliest").isNull()).isTrue();
            assertThat(gap.get("from").textValue()).isEqualTo("2-0");
            publish("deleted", "b");
            await().atMost(SOON).until(() -> reader.events().size() == 2);
            assertThat(reader.lastEventId()).isEqualTo("2-1");
            assertThat(reader.connects()).isEqualTo(1);
        }
    }

    @Test
    void retention_moves_at_once_tells_who_comes_back_and_does_not_disturb_who_is_there() throws Exception {
        send("PUT", "/topics/kept", "{\"retention\":{\"events\":10}}");
        try (var reader = Follower.start(weir.uri("/stream?topic=kept&from=earliest"), Follower.NO_CUT)) {
            await().atMost(SOON).until(() -> reader.opened() == 1);

            publishMany("kept", 1, 100);

            assertThat(topic("kept").get("first").longValue()).isEqualTo(91);
            await().atMost(SOON).until(() -> reader.events().size() == 100);
            assertThat(gap(reader)).isNull();
        }
        try (var late = Follower.start(weir.uri("/stream?topic=kept&last_event_id=1-5"), Follower.NO_CUT)) {
            await().atMost(SOON).until(() -> late.events().size() == 10);
            var gap = JSON.readTree(gap(late));
            assertThat(gap.get("cause").textValue()).isEqualTo("retention");
            assertThat(gap.get("lost").longValue()).isEqualTo(85);
            assertThat(gap.get("earliest").textValue()).isEqualTo("1-91");
        }
    }

    @Test
    void events_that_are_too_old_are_no_longer_announced() throws Exception {
        send("PUT", "/topics/old", "{\"retention\":{\"age\":\"1s\"}}");
        publishMany("old", 1, 5);

        await().atMost(SOON).until(() -> topic("old").get("events").longValue() == 0);

        assertThat(topic("old").get("first").isNull()).isTrue();
        assertThat(publish("old", "6").get("seq").longValue()).isEqualTo(6);
        assertThat(topic("old").get("first").longValue()).isEqualTo(6);
    }

    @Test
    void a_keyed_topic_has_a_state() throws Exception {
        assertThat(send("PUT", "/topics/map", "{\"keyed\":true}").statusCode()).isEqualTo(201);
        publish("map", "{\"v\": 1}", "Weir-Event-Key", "a \"1\"", "Content-Type", "application/json");
        publish("map", "{\"v\":\n2}", "Weir-Event-Key", "b", "Content-Type", "application/json");
        publish("map", "line\r\n2", "Weir-Event-Key", "c", "Weir-Event-Type", "note");
        publish("map", "no key");

        var state = JSON.readTree(send("GET", "/topics/map/state", "").body());

        assertThat(state.get("id").textValue()).isEqualTo("1-4");
        assertThat(state.get("entries").fieldNames()).toIterable().containsExactly("a \"1\"", "b", "c");
        assertThat(state.at("/entries/b").toString())
                .startsWith("{\"topic\":\"map\",\"id\":\"1-2\",\"seq\":2,\"time\":\"20")
                .endsWith("\"key\":\"b\",\"data\":{\"v\":2}}");
        assertThat(state.at("/entries/c/data").textValue()).isEqualTo("line\r\n2");
        assertThat(state.at("/entries/c/type").textValue()).isEqualTo("note");

        assertProblem(send("POST", "/topics/map/events", "x", "Weir-Event-Key", "d"), 409, "state-full");
        assertProblem(send("POST", "/topics/map/events", "x".repeat(999), "Weir-Event-Key", "b"), 409, "state-full");
        assertThat(topic("map").get("last").longValue()).isEqualTo(4);
        publish("map", "null", "Weir-Event-Key", "b", "Content-Type", "application/json");
        publish("map", "x", "Weir-Event-Key", "d");
        assertThat(JSON.readTree(send("GET", "/topics/map/state", "").body())
                        .get("entries")
                        .fieldNames())
                .toIterable()
                .containsExactly("a \"1\"", "c", "d");
    }

    @Test
    void a_topic_that_is_not_keyed_has_none() throws Exception {
        publish("plain", "x", "Weir-Event-Key", "k");

        assertProblem(send("GET", "/topics/plain/state", ""), 409, "not-keyed");
        assertProblem(send("GET", "/topics/absent/state", ""), 404, "no-such-topic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "null",
                "{\"retain\":1}",
                "{\"keyed\":1}",
                "{\"keyed\":true,\"keyed\":true}",
                "{\"retention\":5}",
                "{\"retention\":{\"count\":5}}",
                "{\"retention\":{\"events\":0}}",
                "{\"retention\":{\"events\":1.5}}",
                "{\"retention\":{\"events\":\"5\"}}",
                "{\"retention\":{\"events\":null}}",
                "{\"retention\":{\"events\":99999999999999999999}}",
                "{\"retention\":{\"age\":\"7\"}}",
                "{\"retention\":{\"age\":\"0s\"}}",
                "{\"retention\":{\"age\":7}}"
            })
    void what_are_no_settings_of_a_topic_makes_none(String body) throws Exception {
        assertProblem(send("PUT", "/topics/bad", body), 400, "bad-topic-settings");
        assertProblem(send("GET", "/topics/bad", ""), 404, "no-such-topic");
    }

    @Test
    void what_is_no_json_or_no_name_or_no_method_is_told_so() throws Exception {
        assertProblem(send("PUT", "/topics/bad", "{\"keyed\":true"), 400, "bad-json");
        assertProblem(send("PUT", "/topics/bad", "{} {}"), 400, "bad-json");
        assertProblem(send("PUT", "/topics/bad", "x".repeat(20_000)), 400, "bad-topic-settings");
        assertProblem(send("PUT", "/topics/%2a", ""), 400, "bad-topic");
        assertProblem(send("POST", "/topics/bad", ""), 405, "method-not-allowed");
        assertProblem(send("GET", "/topics/bad/close", ""), 405, "method-not-allowed");
        var options = send("OPTIONS", "/topics/bad/state", "");
        assertThat(options.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void head_tells_what_get_tells_without_a_body() throws Exception {
        publish("headed", "x");

        var head = send("HEAD", "/topics/headed", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send("HEAD", "/topics/absent", "").statusCode()).isEqualTo(404);
    }

    private static String gap(Follower reader) {
        return reader.controls().stream()
                .filter(frame -> frame.type().equals("stream-gap"))
                .map(frame -> frame.data())
                .findFirst()
                .orElse(null);
    }

    private JsonNode topic(String name) throws IOException, InterruptedException {
        var answer = send("GET", "/topics/" + name, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode publish(String topic, String data, String... headers) throws IOException, InterruptedException {
        var answer = send("POST", "/topics/" + topic + "/events", data, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private void publishMany(String topic, int first, int last) throws IOException, InterruptedException {
        var lines =
                IntStream.rangeClosed(first, last).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        publish(topic, lines, "Content-Type", "application/x-ndjson");
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(weir.uri(path)).method(method, publisher);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("urn:weir:problem:" + type + "\"");
    }
}
