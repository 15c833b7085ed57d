package dev.weir.endtoend.many;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.endtoend.WeirProcess;
import dev.weir.postgres.PostgresForTests;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each form of a stream says, on the jar that ships. */
@Timeout(120)
class StreamFormsIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final ObjectMapper json = new ObjectMapper();
    private static final String LINES = "application/x-ndjson";
    private static final String POLL = "application/json";

    @SuppressWarnings("NullAway.Init")
    private static WeirProcess weir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        weir = WeirProcess.on(POSTGRES.freshDatabase());
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(weir.uri(path)).method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private void publish(String topic, String data) throws Exception {
        var answer = send("POST", "/topics/" + topic + "/events", data, "Content-Type", "text/plain");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private void set(String topic, String key, String data) throws Exception {
        var answer = send(
                "POST",
                "/topics/" + topic + "/events",
                data,
                "Content-Type",
                "application/json",
                "Weir-Event-Key",
                key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private JsonNode poll(String query) throws Exception {
        var answer = send("GET", "/stream?" + query, "", "Accept", POLL);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    /** The first lines of a stream, which is then cut. */
    private List<String> lines(String query, String accept, int count) throws Exception {
        var request = HttpRequest.newBuilder(weir.uri("/stream?" + query))
                .header("Accept", accept)
                .build();
        var response = http.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(accept);
        var lines = new ArrayList<String>();
        try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (lines.size() < count) {
                lines.add(reader.readLine());
            }
        }
        return lines;
    }

    @Test
    void a_client_goes_from_one_form_to_another_with_the_same_id() throws Exception {
        for (int i = 1; i <= 6; i++) {
            publish("forms-a", "a" + i);
            publish("forms-b", "b" + i);
        }
        var both = "topic=forms-a&topic=forms-b";
        var seen = new ArrayList<String>();

        var polled = poll(both + "&from=earliest&limit=5");
        polled.path("events").forEach(event -> seen.add(event.path("data").asText()));
        var lines = lines(both + "&last_event_id=" + polled.path("id").asText(), LINES, 5);
        assertThat(lines.get(0)).startsWith("{\"control\":\"stream-open\"").contains("\"gap\":false");
        var id = "";
        for (var line : lines.subList(1, 5)) {
            seen.add(json.readTree(line).path("data").asText());
            id = json.readTree(line).path("id").asText();
        }
        var envelopes = lines(both + "&envelope=1&last_event_id=" + id, "text/event-stream", 4 + 3 * 3 + 1);
        for (var line : envelopes) {
            if (line.startsWith("data: {\"topic\"")) {
                seen.add(json.readTree(line.substring(6)).path("data").asText());
            }
        }

        assertThat(seen)
                .containsExactlyInAnyOrder("a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "b3", "b4", "b5", "b6");
        assertThat(seen.stream().filter(data -> data.startsWith("a"))).isSorted();
        assertThat(seen.stream().filter(data -> data.startsWith("b"))).isSorted();
    }

    @Test
    void a_topic_that_is_added_begins_where_the_request_says_and_one_that_is_left_out_is_forgotten() throws Exception {
        publish("added-a", "1");
        publish("added-b", "1");
        var first = poll("topic=added-a&topic=added-b&from=earliest").path("id").asText();
        publish("added-a", "2");
        publish("added-c", "old");

        var changed = poll("topic=added-a&topic=added-c&last_event_id=" + first);

        assertThat(changed.path("gaps")).isEmpty();
        assertThat(changed.path("events")).hasSize(1);
        assertThat(changed.path("events").path(0).path("data").asText()).isEqualTo("2");
    }

    @Test
    void a_long_poll_answers_with_the_first_event_or_after_its_time_with_none() throws Exception {
        publish("waited-for", "1");
        var nothing = poll("topic=waited-for&wait=1&last_event_id=1-1");
        var request = HttpRequest.newBuilder(weir.uri("/stream?topic=waited-for&last_event_id=1-1"))
                .header("Accept", POLL)
                .header("Prefer", "wait=30")
                .build();
        var answer = http.sendAsync(request, BodyHandlers.ofString());

        publish("waited-for", "2");

        var body = json.readTree(answer.get(20, TimeUnit.SECONDS).body());
        assertThat(nothing.path("events")).isEmpty();
        assertThat(nothing.path("id").asText()).isEqualTo("1-1");
        assertThat(body.path("events")).hasSize(1);
        assertThat(body.path("id").asText()).isEqualTo("1-2");
    }

    @Test
    void a_state_and_what_follows_it_meet() throws Exception {
        assertThat(send("PUT", "/topics/state", "{\"keyed\":true}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(201);
        set("state", "a", "1");
        set("state", "b", "2");
        set("state", "a", "3");

        var stream = lines("topic=state&from=state", "text/event-stream", 11);
        var polled = poll("topic=state&from=state");

        assertThat(stream.get(2)).contains("\"topics\":{\"state\":\"1-3\"}");
        assertThat(stream.subList(3, 11))
                .containsExactly(
                        "",
                        "data: 2",
                        "",
                        "data: 3",
                        "",
                        "event: stream-state",
                        "data: {\"topics\":{\"state\":\"1-3\"}}",
                        "id: 1-3");
        assertThat(polled.path("events")).hasSize(2);
        assertThat(polled.path("events").path(0).has("id")).isFalse();
        assertThat(polled.path("id").asText()).isEqualTo("1-3");
    }

    @Test
    void asking_for_the_state_of_a_topic_that_has_none_is_a_problem_in_every_form() throws Exception {
        publish("stateless", "1");

        for (var accept : List.of("text/event-stream", LINES, POLL)) {
            var answer = send("GET", "/stream?topic=stateless&from=state", "", "Accept", accept);
            assertThat(answer.statusCode()).as(accept).isEqualTo(409);
            assertThat(answer.body()).contains("urn:weir:problem:not-keyed");
            assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        }
    }

    @Test
    void a_closed_topic_is_delivered_ended_and_then_nothing_in_every_form() throws Exception {
        publish("closing", "1");
        assertThat(send("POST", "/topics/closing/close", "").statusCode()).isEqualTo(204);

        var stream = send("GET", "/stream?topic=closing&from=earliest", "").body();
        var lines = send("GET", "/stream?topic=closing&from=earliest", "", "Accept", LINES)
                .body();

        assertThat(stream).contains("data: 1\nid: 1-1\n\nevent: stream-bye\ndata: {\"code\":3500,");
        assertThat(lines).contains("\"data\":\"1\"").endsWith("\"reconnect\":false,\"afterMs\":0}\n");
        for (var accept : List.of("text/event-stream", LINES, POLL)) {
            var nothing = send("GET", "/stream?topic=closing&last_event_id=1-1", "", "Accept", accept);
            assertThat(nothing.statusCode()).as(accept).isEqualTo(204);
        }
    }

    @Test
    void a_gap_is_told_in_every_form_with_the_same_members() throws Exception {
        publish("gaps", "1");
        var query = "topic=gaps&last_event_id=7-7";

        var polled = poll(query).path("gaps").path(0);
        var line = json.readTree(lines(query, LINES, 2).get(1));
        var block = lines(query, "text/event-stream", 6);

        assertThat(polled.path("cause").asText()).isEqualTo("unknown");
        assertThat(polled.path("requested").asText()).isEqualTo("7-7");
        assertThat(polled.path("from").asText()).isEqualTo("1-0");
        assertThat(line.path("control").asText()).isEqualTo("stream-gap");
        assertThat(line.path("id").asText()).isEqualTo("1-0");
        for (var member : List.of("topic", "cause", "requested", "earliest", "latest", "lost", "from")) {
            assertThat(line.path(member)).as(member).isEqualTo(polled.path(member));
        }
        assertThat(block.get(4)).isEqualTo("event: stream-gap");
        assertThat(json.readTree(block.get(5).substring(6))).isEqualTo(polled);
    }
}
