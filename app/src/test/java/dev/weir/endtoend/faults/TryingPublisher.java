package dev.weir.endtoend.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.history.History;
import dev.weir.history.History.Outcome;
import dev.weir.history.History.Published;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes one event after another to one topic, each until it is known to be stored, at any node, with the same idempotency key; as a
 * service does that must not lose one.
 */
final class TryingPublisher implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TRY_MAX = Duration.ofSeconds(15);
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long BETWEEN_EVENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LAST_ONE_MAX_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String name;
    private final String topic;
    private final List<URI> nodes;
    private final History history;
    private final SplittableRandom random;
    private final Thread thread = new Thread(this::publishAll, "trying-publisher");
    private volatile boolean stopping;
    private volatile long stoppedAtNanos;

    private TryingPublisher(String name, String topic, List<URI> nodes, History history, SplittableRandom random) {
        this.name = name;
        this.topic = topic;
        this.nodes = nodes;
        this.history = history;
        this.random = random;
    }

    static TryingPublisher start(String name, String topic, List<URI> nodes, History history, SplittableRandom random) {
        var publisher = new TryingPublisher(name, topic, nodes, history, random);
        publisher.thread.start();
        return publisher;
    }

    /** Finishes the event under way. */
    @Override
    public void close() {
        stoppedAtNanos = System.nanoTime();
        stopping = true;
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(2 * LAST_ONE_MAX_NANOS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void publishAll() {
        try {
            for (int i = 0; !stopping; i++) {
                publish(name + "-" + i);
                LockSupport.parkNanos(BETWEEN_EVENTS_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(String data) throws InterruptedException {
        long invoked = System.nanoTime();
        while (true) {
            try {
                var answer = send(data);
                if (answer.statusCode() / 100 == 2) {
                    tell(
                            data,
                            Outcome.STORED,
                            JSON.readTree(answer.body()).path("seq").asLong(),
                            invoked);
                    return;
                }
                if (answer.statusCode() / 100 == 4 && answer.statusCode() != 408 && answer.statusCode() != 429) {
                    tell(data, Outcome.REFUSED, 0, invoked);
                    return;
                }
            } catch (IOException away) {
                // Another try, perhaps at another node.
            }
            if (stopping && System.nanoTime() - stoppedAtNanos > LAST_ONE_MAX_NANOS) {
                tell(data, Outcome.UNKNOWN, 0, invoked);
                return;
            }
            LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
        }
    }

    private void tell(String data, Outcome outcome, long seq, long invoked) {
        history.published(new Published(topic, data, outcome, seq, invoked, System.nanoTime()));
    }

    private HttpResponse<String> send(String data) throws IOException, InterruptedException {
        var node = nodes.get(random.nextInt(nodes.size()));
        return http.send(
                HttpRequest.newBuilder(node.resolve("/topics/" + topic + "/events"))
                        .header("Content-Type", "text/plain")
                        .header("Idempotency-Key", data)
                        .timeout(TRY_MAX)
                        .POST(BodyPublishers.ofString(data))
                        .build(),
                BodyHandlers.ofString());
    }
}
