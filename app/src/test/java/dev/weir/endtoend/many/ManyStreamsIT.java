package dev.weir.endtoend.many;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.endtoend.WeirProcess;
import dev.weir.postgres.PostgresForTests;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Eight topics, twenty subscribers with topics, transports and cuts drawn at random, while events are published, pruned
 * and whole topics deleted.
 */
class ManyStreamsIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final int TOPICS = 8;
    private static final int SUBSCRIBERS = 20;
    private static final int PUBLISHERS = 4;
    private static final int EVENTS_A_DELETION = 400;
    private static final int BATCH_MAX = 40;
    private static final ObjectMapper json = new ObjectMapper();

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Truth truth = new Truth();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<TopicName> topics = IntStream.range(0, TOPICS)
            .mapToObj(i -> new TopicName("topic-" + i))
            .toList();
    private final AtomicInteger published = new AtomicInteger();
    private volatile boolean over;

    @Test
    @Timeout(300)
    void every_log_is_exact_or_says_its_gap_exactly() throws Exception {
        publishAndFollow(3_000);
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void every_log_is_exact_or_says_its_gap_exactly_for_long() throws Exception {
        publishAndFollow(60_000);
    }

    private void publishAndFollow(int events) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SUBSCRIBERS + PUBLISHERS);
        try (var weir = WeirProcess.on(
                POSTGRES.freshDatabase(), "-Dweir.feed.log-bytes-max=64KiB", "-Dweir.limits.poll-rate=0")) {
            for (int i = 0; i < TOPICS; i += 2) {
                retain(weir, topics.get(i), 40);
            }
            var readers =
                    IntStream.range(0, SUBSCRIBERS).mapToObj(i -> reader(weir)).toList();
            var reading = new ArrayList<Future<?>>();
            for (var reader : readers) {
                reading.add(threads.submit(() -> read(reader)));
            }
            var publishing = new ArrayList<Future<?>>();
            for (int i = 0; i < PUBLISHERS; i++) {
                var name = "p" + i;
                var draws = random.split();
                publishing.add(threads.submit(() -> publish(weir, name, draws, events)));
            }
            await(publishing);
            over = true;
            await(reading);

            for (var reader : readers) {
                readToTheEnd(weir, reader);
            }
            report(readers);
            for (var reader : readers) {
                assertThat(reader.log().faults()).as("seed %d", seed).isEmpty();
            }
        } finally {
            over = true;
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static void await(List<Future<?>> tasks) throws Exception {
        for (var task : tasks) {
            task.get();
        }
    }

    private Reader reader(WeirProcess weir) {
        var some = new ArrayList<>(topics);
        Collections.shuffle(some, new java.util.Random(random.nextLong()));
        var mine = List.copyOf(some.subList(0, random.nextInt(1, TOPICS + 1)));
        return new Reader(weir.uri("/"), mine, random.split(), new ReaderLog(truth), () -> over);
    }

    private Void read(Reader reader) throws Exception {
        while (!over) {
            reader.request();
        }
        return null;
    }

    private Void publish(WeirProcess weir, String name, SplittableRandom draws, int events) throws Exception {
        while (published.get() < events) {
            var topic = topics.get(draws.nextInt(TOPICS));
            int count = draws.nextInt(1, BATCH_MAX + 1);
            int after = published.addAndGet(count);
            publishBatch(weir, topic, name + "-" + after, count, draws);
            if (after / EVENTS_A_DELETION > (after - count) / EVENTS_A_DELETION) {
                var gone = topics.get(draws.nextInt(TOPICS));
                assertThat(send(weir, "DELETE", "/topics/" + gone, "").statusCode())
                        .isIn(204, 404);
            }
        }
        return null;
    }

    private void publishBatch(WeirProcess weir, TopicName topic, String name, int count, SplittableRandom draws)
            throws Exception {
        var batch = IntStream.range(0, count)
                .mapToObj(i -> name + "-" + i + "x".repeat(draws.nextInt(0, 200)))
                .toList();
        batch.forEach(data -> truth.sending(topic, data));
        var body = batch.stream().map(data -> '"' + data + '"').collect(Collectors.joining("\n"));
        var answer = send(weir, "POST", "/topics/" + topic + "/events", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        var first = Objects.requireNonNull(
                Position.parse(json.readTree(answer.body()).path("firstId").asText()));
        for (int i = 0; i < count; i++) {
            truth.acknowledged(topic, new Position(first.epoch(), first.seq() + i), batch.get(i));
        }
    }

    private void retain(WeirProcess weir, TopicName topic, int events) throws Exception {
        var answer = send(weir, "PUT", "/topics/" + topic, "{\"retention\":{\"events\":" + events + "}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> send(WeirProcess weir, String method, String path, String body)
            throws IOException, InterruptedException {
        URI uri = weir.uri(path);
        var request = HttpRequest.newBuilder(uri)
                .header("Content-Type", method.equals("PUT") ? "application/json" : "application/x-ndjson")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private void readToTheEnd(WeirProcess weir, Reader reader) throws Exception {
        for (var topic : reader.topics()) {
            var head = head(weir, topic);
            until(() -> reader.log().at(topic).equals(head), reader);
        }
    }

    private static void until(Callable<Boolean> reached, Reader reader) throws Exception {
        // Bounded by the test's time-out.
        while (!reached.call()) {
            reader.request(Transport.POLL, 0);
        }
    }

    private Position head(WeirProcess weir, TopicName topic) throws Exception {
        JsonNode description = json.readTree(weir.get(weir.uri("/topics/" + topic)));
        return description.has("epoch")
                ? new Position(
                        description.path("epoch").asLong(),
                        description.path("last").asLong(0))
                : describedByItsStream(weir, topic);
    }

    /** A deleted topic is not there, but where it stands is told to who asks for its stream. */
    private Position describedByItsStream(WeirProcess weir, TopicName topic) throws Exception {
        var request = HttpRequest.newBuilder(weir.uri("/stream?topic=" + topic))
                .header("Accept", "application/json")
                .build();
        var id = json.readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("id");
        var position = Position.parse(id.asText());
        return position == null ? Position.START : position;
    }

    private void report(List<Reader> readers) {
        var gaps = new TreeMap<String, Integer>();
        int events = 0;
        for (var reader : readers) {
            reader.log().gaps().forEach((cause, count) -> gaps.merge(cause, count, Integer::sum));
            events += reader.log().events();
        }
        System.err.printf(
                "many streams: seed %d, %d published, %d read by %d, gaps told %s%n",
                seed, truth.size(), events, readers.size(), gaps);
    }
}
