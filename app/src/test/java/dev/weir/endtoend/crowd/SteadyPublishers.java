package dev.weir.endtoend.crowd;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One publisher for each topic. Each sends 1, 2, 3 … and goes on to the next number only when the last one is
 * acknowledged: what was not answered is sent again under its idempotency key, however often the server dies.
 */
final class SteadyPublishers implements AutoCloseable {

    private static final int THREADS = 4;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final ObjectMapper json = new ObjectMapper();

    private final URI server;
    private final String padding;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS);
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final AtomicReference<AssertionError> fault = new AtomicReference<>();
    private volatile boolean stopping;

    private SteadyPublishers(URI server, int paddingBytes) {
        this.server = server;
        this.padding = paddingBytes == 0 ? "" : " " + "x".repeat(paddingBytes);
    }

    /** @param pause after each event of a topic, and before another try */
    static SteadyPublishers start(URI server, List<String> topics, Duration pause, int paddingBytes) {
        var publishers = new SteadyPublishers(server, paddingBytes);
        topics.forEach(topic -> publishers.begin(topic, pause));
        return publishers;
    }

    private void begin(String topic, Duration pause) {
        var unused = threads.scheduleWithFixedDelay(() -> next(topic), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void next(String topic) {
        long number = acknowledged(topic) + 1;
        if (stopping && number > sent(topic)) {
            return;
        }
        sent.put(topic, number);
        try {
            publish(topic, number);
        } catch (IOException noAnswer) {
            // Sent again after the pause.
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (AssertionError wrong) {
            fault.compareAndSet(null, wrong);
        }
    }

    private void publish(String topic, long number) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.resolve("/topics/" + topic + "/events"))
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", topic + "-" + number)
                .timeout(ANSWER_MAX)
                .POST(BodyPublishers.ofString(topic + " " + number + padding))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            return;
        }
        boolean stored = answer.statusCode() == 200 || answer.statusCode() == 201;
        long seq = stored ? json.readTree(answer.body()).path("seq").asLong() : 0;
        if (seq != number) {
            throw new AssertionError(topic + ": " + number + " answered with " + answer.statusCode() + " "
                    + answer.body() + " (expected: its number as seq)");
        }
        acknowledged.put(topic, number);
    }

    /** The highest number that may have reached the server. */
    long sent(String topic) {
        return sent.getOrDefault(topic, 0L);
    }

    long acknowledged(String topic) {
        return acknowledged.getOrDefault(topic, 0L);
    }

    /** In all topics. */
    long acknowledged() {
        return acknowledged.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Publishes nothing new from now on, and returns when all that was sent is acknowledged. */
    void stop() {
        stopping = true;
        await().atMost(Duration.ofSeconds(60)).until(() -> fault.get() != null || sent.equals(acknowledged));
        var wrong = fault.get();
        if (wrong != null) {
            throw wrong;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
