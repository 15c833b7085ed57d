package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of connections and do to them, at the jar. */
class OperateIT {

    private static final ObjectMapper json = new ObjectMapper();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static WeirProcess weir;

    @BeforeAll
    static void start(@TempDir Path folder) {
        weir = WeirProcess.on(
                folder,
                "-Dweir.connections.per-topic=2",
                "-Dweir.connections.retry-max=1s",
                "-Dweir.http.trusted-proxies=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @Test
    void lists_streams_and_describes_one() throws Exception {
        try (var one = Follower.start(weir.uri("/stream?topic=seen&topic=other&heartbeat=7"), Follower.NO_CUT);
                var two = Follower.start(weir.uri("/stream?topic=seen"), Follower.NO_CUT)) {
            await().until(() -> one.opened() == 1 && two.opened() == 1);
            Publish.text(weir, "seen", "hello");
            await().until(() -> two.events().size() == 1 && one.events().size() == 1);

            var all = read("/api/connections?topic=seen");
            assertThat(all.path("matching").asInt()).isEqualTo(2);
            assertThat(all.path("next").isNull()).isTrue();
            var page = read("/api/connections?topic=seen&limit=1");
            assertThat(page.path("connections")).hasSize(1);
            var rest = read("/api/connections?topic=seen&limit=1&after="
                    + page.path("next").asText());
            assertThat(rest.path("connections")).hasSize(1);

            var asked = read("/api/connections?topic=other").path("connections").path(0);
            assertThat(asked.path("topics").path("seen").asText()).isEqualTo("1-1");
            assertThat(asked.path("topics").path("other").asText()).isEqualTo("0-0");
            assertThat(asked.path("address").asText()).isEqualTo("127.0.0.1");
            assertThat(asked.path("quality").asText()).isEqualTo("good");
            assertThat(asked.path("heartbeat").path("announcedSeconds").asInt()).isEqualTo(7);
            assertThat(asked.path("events").asInt()).isEqualTo(1);
            assertThat(read("/api/connections/" + asked.path("id").asText()).path("id"))
                    .isEqualTo(asked.path("id"));
        }
    }

    @Test
    void ends_a_stream_and_keeps_a_record_of_it() throws Exception {
        try (var reader = Follower.start(weir.uri("/stream?topic=evicted"), Follower.NO_CUT)) {
            await().until(() -> reader.opened() == 1);
            var id = read("/api/connections?topic=evicted")
                    .path("connections")
                    .path(0)
                    .path("id")
                    .asText();

            assertThat(send("DELETE", "/api/connections/" + id).statusCode()).isEqualTo(204);

            await().untilAsserted(() -> assertThat(reader.controls()).anySatisfy(frame -> {
                assertThat(frame.type()).isEqualTo("stream-bye");
                assertThat(frame.data()).contains("\"code\":3004", "\"reconnect\":true");
                assertThat(frame.lastEventId()).endsWith("~");
            }));
            var entry = read("/api/supervision").path("entries").path(0);
            assertThat(entry.path("actor").asText()).isEqualTo("connection");
            assertThat(entry.path("decision").asText()).isEqualTo("evict");
            assertThat(entry.path("name").asText()).isEqualTo(id);
            await().until(() ->
                    weir.get(weir.management("/metrics")).contains("sse_stream_ends_total{reason=\"evicted\"} 1"));
            assertThat(weir.output()).contains("\"type\":\"stream-end\",\"connectionId\":\"" + id);
        }
    }

    @Test
    void a_full_topic_is_too_many_requests_for_who_can_read_it_and_a_polite_end_for_a_browser() throws Exception {
        try (var one = Follower.start(weir.uri("/stream?topic=full"), Follower.NO_CUT);
                var two = Follower.start(weir.uri("/stream?topic=full"), Follower.NO_CUT)) {
            await().until(() -> one.opened() == 1 && two.opened() == 1);

            var told = stream("Authorization", "Bearer x");
            assertThat(told.statusCode()).isEqualTo(429);
            assertThat(told.headers().firstValue("Retry-After")).contains("1");
            assertThat(json.readTree(told.body()).path("type").asText()).isEqualTo("urn:weir:problem:too-many-streams");
            assertThat(json.readTree(told.body()).path("detail").asText())
                    .isEqualTo("streams of topic full: 2 (expected: fewer than 2, connections.per-topic)");
            var polite = stream("Accept", "text/event-stream");
            assertThat(polite.statusCode()).isEqualTo(200);
            assertThat(polite.body()).startsWith("retry: 1000\n").contains("\"code\":3006", "\"reconnect\":true");
            assertThat(stream("Accept", "application/json").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void counts_clients_behind_a_trusted_proxy_by_what_it_says() throws Exception {
        try (var reader = Follower.start(weir.uri("/stream?topic=proxied"), Follower.NO_CUT)) {
            await().until(() -> reader.opened() == 1);
            var request = HttpRequest.newBuilder(weir.uri("/stream?topic=proxied"))
                    .header("X-Forwarded-For", "198.51.100.1")
                    .header("X-Forwarded-For", "203.0.113.9")
                    .build();
            var stream = http.sendAsync(request, BodyHandlers.ofInputStream()).join();

            await().untilAsserted(() -> {
                var seen = read("/api/connections?topic=proxied&address=203.0.113.9")
                        .path("connections");
                assertThat(seen).hasSize(1);
                assertThat(seen.path(0).path("proxy").asText()).isEqualTo("127.0.0.1");
            });
            stream.body().close();
        }
    }

    @Test
    void refuses_what_another_site_asks_for_and_what_is_not_there() throws Exception {
        assertThat(send("POST", "/api/drain", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/drain", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/api/drain", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        var own = weir.management("/").resolve("/").toString().replaceAll("/$", "");
        assertThat(send("POST", "/api/drain", "Origin", own, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/api/drain").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/api/connections/nobody").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/connections/nobody").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/nothing").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/api/connections?limit=0").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?limit=1001").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?after=x").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?quality=best").body()).contains("expected: good, fair, poor");
        assertThat(send("GET", "/health/ready").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> stream(String header, String value) throws Exception {
        return http.send(
                HttpRequest.newBuilder(weir.uri("/stream?topic=full"))
                        .header(header, value)
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode read(String path) throws Exception {
        return json.readTree(weir.get(weir.management(path)));
    }

    private static HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(weir.management(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
