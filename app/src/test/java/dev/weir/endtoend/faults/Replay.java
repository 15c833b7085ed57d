package dev.weir.endtoend.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.history.History.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a node has of a topic, read anew as a client would. */
final class Replay {

    private static final Duration HEAD_MAX = Duration.ofSeconds(20);
    private static final Duration ALL_MAX = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Replay() {}

    /** The number of the topic's last event; 0 when there is no such topic. */
    static long head(URI node, String topic) {
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(node.resolve("/topics/" + topic))
                            .timeout(HEAD_MAX)
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 404
                    ? 0
                    : JSON.readTree(answer.body()).path("last").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static List<Event> of(URI node, String topic) {
        long head = head(node, topic);
        var events = new ArrayList<Event>();
        try (var reader = Subscriber.start(topic, () -> node, told -> {
            if (told instanceof Event event) {
                events.add(event);
            }
        })) {
            await("replay of " + topic + " at " + node).atMost(ALL_MAX).until(() -> reader.seq() >= head);
        }
        return events;
    }
}
