package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators can ask for over HTTP: the answers of the jar are what its own description says. */
class ApiIT {

    private static final ObjectMapper json = new ObjectMapper();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static WeirProcess weir;
    private static Follower reader;

    @BeforeAll
    static void start(@TempDir Path folder) {
        weir = WeirProcess.on(folder, "-Dweir.connections.retry-max=1s", "-Dweir.topics.retention-events=50");
        for (int i = 0; i < 3; i++) {
            Publish.text(weir, "seen", "hello " + i);
        }
        reader = Follower.start(weir.uri("/stream?topic=seen&topic=other&from=earliest"), Follower.NO_CUT);
        await().until(() -> reader.events().size() == 3);
    }

    @AfterAll
    static void stop() {
        reader.close();
        weir.close();
    }

    @Test
    void every_answer_is_as_described_and_every_operation_is_tried() throws Exception {
        var description = new ApiDescription(read("/api/openapi.json"));
        var id = read("/api/connections").path("connections").path(0).path("id").asText();
        var trials = List.of(
                List.of("GET", "/api/overview", "/api/overview", "200"),
                List.of("GET", "/api/cluster", "/api/cluster", "200"),
                List.of("GET", "/api/connections", "/api/connections", "200"),
                List.of("GET", "/api/connections", "/api/connections?state=ended", "200"),
                List.of("GET", "/api/connections/{id}", "/api/connections/" + id, "200"),
                List.of("GET", "/api/topics", "/api/topics", "200"),
                List.of("GET", "/api/topics/{topic}", "/api/topics/seen", "200"),
                List.of("GET", "/api/topics/{topic}/events", "/api/topics/seen/events", "200"),
                List.of("GET", "/api/trace/{topic}/{id}", "/api/trace/seen/1-2", "200"),
                List.of("GET", "/api/trace/{topic}/{id}", "/api/trace/seen/1-9", "200"),
                List.of("GET", "/api/supervision", "/api/supervision", "200"),
                List.of("GET", "/api/journal", "/api/journal", "200"),
                List.of("GET", "/api/openapi.json", "/api/openapi.json", "200"));
        var tried = new TreeSet<String>();
        var differences = new ArrayList<String>();
        for (var trial : trials) {
            tried.add(trial.get(0) + " " + trial.get(1));
            differences.addAll(description.differences("get", trial.get(1), 200, read(trial.get(2))));
        }
        assertThat(differences).isEmpty();
        // Those that change something, and the stream, have tests of their own below.
        tried.addAll(List.of(
                "DELETE /api/connections/{id}",
                "POST /api/drain",
                "POST /api/revocations",
                "POST /api/topics/{topic}/close",
                "POST /api/topics/{topic}/events",
                "GET /api/overview/stream"));
        assertThat(description.operations()).isEqualTo(tried);
    }

    @Test
    void the_checker_sees_what_is_not_as_described() throws Exception {
        var description = new ApiDescription(read("/api/openapi.json"));
        var answer = (ObjectNode) read("/api/topics");
        answer.put("matching", "many").put("more", 1).remove("next");

        assertThat(description.differences("get", "/api/topics", 200, answer)).hasSize(3);
        assertThat(description.differences("get", "/api/topics", 201, answer)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/connections,quality",
        "/api/connections,sort",
        "/api/connections,form",
        "/api/connections,state",
        "/api/connections,order",
        "/api/topics,sort",
        "/api/topics,state",
        "/api/supervision,actor",
        "/api/supervision,decision"
    })
    void takes_every_choice_that_is_described_and_no_other(String path, String parameter) throws Exception {
        var choices = new ApiDescription(read("/api/openapi.json")).choices(path, parameter);

        assertThat(choices).hasSizeGreaterThan(1);
        for (var choice : choices) {
            assertThat(send("GET", path + "?" + parameter + "=" + choice, "").statusCode())
                    .as(choice)
                    .isEqualTo(200);
        }
        var refused = send("GET", path + "?" + parameter + "=nonsense", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json.readTree(refused.body()).path("detail").asText())
                .isEqualTo(parameter + ": \"nonsense\" (expected: " + String.join(", ", choices) + ")");
    }

    @Test
    void pages_lead_through_all_rows_once() throws Exception {
        for (int i = 0; i < 7; i++) {
            Publish.text(weir, "paged-" + i, "x");
        }
        var names = new ArrayList<String>();
        JsonNode page;
        var after = "0";
        do {
            page = read("/api/topics?q=PAGED&limit=3&after=" + after);
            page.path("topics").forEach(row -> names.add(row.path("topic").asText()));
            after = page.path("next").asText();
        } while (!page.path("next").isNull());

        assertThat(names).hasSize(7).doesNotHaveDuplicates().isSorted();
        assertThat(page.path("matching").asInt()).isEqualTo(7);
        assertThat(read("/api/topics?sort=last&limit=1")
                        .path("topics")
                        .path(0)
                        .path("topic")
                        .asText())
                .isNotEqualTo("seen");
        assertThat(send("GET", "/api/topics?after=x", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?after=1", "").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/topics?q=" + "a".repeat(201), "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void says_of_an_event_where_it_is() throws Exception {
        try (var late = Follower.start(weir.uri("/stream?topic=seen"), Follower.NO_CUT)) {
            await().until(() -> late.opened() == 1);
            var trace = read("/api/trace/seen/1-2");

            assertThat(trace.path("state").asText()).isEqualTo("stored");
            assertThat(trace.path("row").path("number").asInt()).isEqualTo(2);
            assertThat(trace.path("event").path("data").asText()).isEqualTo("hello 1");
            var node = trace.path("nodes").path(0);
            assertThat(node.path("owner").asBoolean()).isTrue();
            assertThat(node.path("feed").asText()).isEqualTo("in-log");
            assertThat(node.path("has").asInt()).isEqualTo(1);
            assertThat(node.path("beganAfter").asInt()).isEqualTo(1);
            assertThat(read("/api/trace/seen/1-99").path("state").asText()).isEqualTo("ahead");
            assertThat(send("GET", "/api/trace/seen/nonsense", "").statusCode()).isEqualTo(400);
            assertThat(send("GET", "/api/trace/nowhere/1-1", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void publishes_a_test_event_closes_a_topic_and_says_in_the_log_who_did() throws Exception {
        Publish.text(weir, "doomed", "x");

        var published = send("POST", "/api/topics/doomed/events", "{\"data\":{\"test\":1},\"type\":\"test\"}");
        assertThat(published.statusCode()).isEqualTo(201);
        assertThat(json.readTree(published.body()).path("id").asText()).isEqualTo("1-2");
        var event = read("/api/topics/doomed/events?after=1").path("events").path(0);
        assertThat(event.path("data").path("test").asInt()).isEqualTo(1);
        assertThat(send("POST", "/api/topics/doomed/events", "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/api/topics/new/events", "{\"data\":1}").statusCode())
                .as("operators make no topics")
                .isNotEqualTo(201);
        assertThat(send("POST", "/api/topics/doomed/close", "").statusCode()).isEqualTo(204);
        assertThat(read("/api/topics/doomed").path("closed").asBoolean()).isTrue();
        assertThat(send("POST", "/api/topics/doomed/close", "", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        await().untilAsserted(() -> assertThat(weir.output())
                .contains("\"type\":\"close-topic\"", "\"type\":\"publish-test-event\"", "\"by\":\"127.0.0.1\""));
    }

    @Test
    void keeps_how_a_stream_ended() throws Exception {
        try (var gone = Follower.start(weir.uri("/stream?topic=gone"), Follower.NO_CUT)) {
            await().until(() -> gone.opened() == 1);
            var id = read("/api/connections?topic=gone")
                    .path("connections")
                    .path(0)
                    .path("id")
                    .asText();
            assertThat(send("DELETE", "/api/connections/" + id, "").statusCode())
                    .isEqualTo(204);

            await().untilAsserted(() -> {
                var ended = read("/api/connections/" + id).path("ended");
                assertThat(ended.path("reason").asText()).isEqualTo("evicted");
                assertThat(ended.path("code").asInt()).isEqualTo(3004);
            });
            assertThat(read("/api/connections?state=ended&q=" + id)
                            .path("matching")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void streams_samples_in_frames_of_its_own_and_goes_on_after_an_id() throws Exception {
        String id;
        try (var samples = LineStream.open(http, weir.management("/api/overview/stream"), "")) {
            await().until(() ->
                    samples.lines().stream().filter("event: sample"::equals).count() >= 3);
            assertThat(samples.lines().get(0)).isEqualTo("retry: 2000");
            id = samples.lastEventId();
        }
        try (var rest = LineStream.open(http, weir.management("/api/overview/stream"), id)) {
            await().until(() -> !rest.lastEventId().isEmpty());

            long seen = Long.parseLong(id.substring(id.indexOf('-') + 1));
            var first =
                    rest.lines().stream().filter(line -> line.startsWith("id:")).findFirst();
            assertThat(first).contains("id: " + id.substring(0, id.indexOf('-') + 1) + (seen + 1));
            var data = rest.lines().stream()
                    .filter(line -> line.startsWith("data: {\"time\""))
                    .findFirst()
                    .orElseThrow();
            assertThat(json.readTree(data.substring("data: ".length()))
                            .path("connections")
                            .asInt())
                    .isPositive();
        }
    }

    private static JsonNode read(String path) throws Exception {
        return json.readTree(weir.get(weir.management(path)));
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(weir.management(path)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
