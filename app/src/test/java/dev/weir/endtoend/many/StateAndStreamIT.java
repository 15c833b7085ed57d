package dev.weir.endtoend.many;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.endtoend.WeirProcess;
import dev.weir.postgres.PostgresForTests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Readers that begin with a keyed topic's state while it changes: state and what follows give what the log gives. */
class StateAndStreamIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final ObjectMapper json = new ObjectMapper();
    private static final int EVENTS = 400;
    private static final int READERS = 8;
    private static final int KEYS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Change(String key, JsonNode data) {}

    @Test
    @Timeout(180)
    void meet_exactly_while_others_publish() throws Exception {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        var threads = Executors.newFixedThreadPool(READERS + 1);
        try (var weir = WeirProcess.on(POSTGRES.freshDatabase())) {
            send(weir, "PUT", "/topics/k", "{\"keyed\":true}", null);
            send(weir, "POST", "/topics/k/events", "0", "first");
            var publishing = threads.submit(() -> publish(weir, random.split()));
            var reading = new ArrayList<Future<Map<String, JsonNode>>>();
            for (int i = 0; i < READERS; i++) {
                reading.add(threads.submit(follow(weir, random.split())));
            }
            publishing.get();
            send(weir, "POST", "/topics/k/close", "", null);

            var expected = fold(lines(weir, "from=earliest"));
            for (var reader : reading) {
                assertThat(reader.get()).as("seed %d", seed).isEqualTo(expected);
            }
            assertThat(expected).hasSizeGreaterThan(KEYS / 2);
        } finally {
            threads.shutdownNow();
        }
    }

    private Void publish(WeirProcess weir, SplittableRandom random) throws Exception {
        for (int n = 1; n <= EVENTS; n++) {
            send(
                    weir,
                    "POST",
                    "/topics/k/events",
                    random.nextInt(6) == 0 ? "null" : Integer.toString(n),
                    "key-" + random.nextInt(KEYS));
        }
        return null;
    }

    /** Begins at some moment of the run, and reads until the topic is closed. */
    private Callable<Map<String, JsonNode>> follow(WeirProcess weir, SplittableRandom random) {
        return () -> {
            long from = random.nextLong(1, EVENTS);
            while (json.readTree(weir.get(weir.uri("/topics/k"))).path("last").asLong() < from) {
                Thread.onSpinWait();
            }
            return fold(lines(weir, "from=state"));
        };
    }

    private List<JsonNode> lines(WeirProcess weir, String from) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(weir.uri("/stream?topic=k&" + from))
                .header("Accept", "application/x-ndjson")
                .build();
        var response = http.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        var lines = new ArrayList<JsonNode>();
        try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }

    /** What the lines leave of each key; behind the state every seq is the next one. */
    private static Map<String, JsonNode> fold(List<JsonNode> lines) {
        var latest = new TreeMap<String, JsonNode>();
        long seq = -1;
        for (var line : lines) {
            if (line.has("control")) {
                seq = line.has("id") && line.path("topics").has("k") ? seqOf(line) : seq;
                continue;
            }
            if (line.has("id")) {
                assertThat(line.path("seq").asLong()).isEqualTo(seq + 1);
                seq++;
            }
            var change = new Change(line.path("key").asText(), line.path("data"));
            if (change.data.isNull()) {
                latest.remove(change.key);
            } else {
                latest.put(change.key, change.data);
            }
        }
        return latest;
    }

    private static long seqOf(JsonNode control) {
        var position = control.path("topics").path("k").asText();
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    private void send(WeirProcess weir, String method, String path, String body, @Nullable String key)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(weir.uri(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Weir-Event-Key", key);
        }
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
    }
}
