package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.wire.Frame.EventFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the whole server while publishers are busy, again and again on the same data folder. */
class KillNineIT {

    private static final int PUBLISHERS = 8;
    private static final ObjectMapper json = new ObjectMapper();

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** What was acknowledged: data by sequence number. */
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

    /** Everything that was ever sent. */
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /** Sent without an answer: half of these are sent again after the restart, with the same key. */
    private final ConcurrentLinkedQueue<String> unanswered = new ConcurrentLinkedQueue<>();

    private final AtomicInteger names = new AtomicInteger();

    @Test
    @Timeout(1_200)
    void loses_no_acknowledged_event_and_doubles_none(@TempDir Path folder) throws Exception {
        killAndCheck(folder, 10);
    }

    @Test
    @Tag("long")
    @Timeout(3_600)
    void loses_and_doubles_none_in_fifty_kills(@TempDir Path folder) throws Exception {
        killAndCheck(folder, 50);
    }

    private void killAndCheck(Path folder, int kills) throws IOException, InterruptedException {
        for (int kill = 1; kill <= kills; kill++) {
            try (var weir = WeirProcess.on(folder)) {
                publishUntilKilled(weir, acknowledged.size() + random.nextInt(1, 200));
            }
        }

        try (var weir = WeirProcess.on(folder);
                var reader = Follower.start(weir.uri("/stream?topic=t&from=earliest"), Follower.NO_CUT)) {
            var last = publish(HttpClient.newHttpClient(), weir.uri("/topics/t/events"), "the last one");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> reader.lastEventId().equals("1-" + last));

            var events = reader.events();
            System.err.printf(
                    "%d kills: %d sent, %d acknowledged, %d stored%n",
                    kills, sent.size(), acknowledged.size(), events.size());
            assertThat(events.stream().map(EventFrame::lastEventId))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(ids(events.size()));
            assertThat(new HashSet<>(events.stream().map(EventFrame::data).toList()))
                    .as("each at most once, seed %d", seed)
                    .hasSize(events.size());
            assertThat(sent).containsAll(events.stream().map(EventFrame::data).toList());
            acknowledged.forEach(
                    (seq, data) -> assertThat(events.get((int) (seq - 1)).data())
                            .as("acknowledged as %d, seed %d", seq, seed)
                            .isEqualTo(data));
        }
    }

    private void publishUntilKilled(WeirProcess weir, int killAtAcknowledged) throws InterruptedException {
        var uri = weir.uri("/topics/t/events");
        var killed = new AtomicBoolean();
        ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS);
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.execute(() -> publishUntil(killed, uri));
        }
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> acknowledged.size() >= killAtAcknowledged);
        weir.killHard();
        killed.set(true);
        publishers.shutdown();
        assertThat(publishers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private void publishUntil(AtomicBoolean killed, URI uri) {
        var http = HttpClient.newHttpClient();
        while (!killed.get()) {
            var again = names.get() % 2 == 0 ? unanswered.poll() : null;
            var data = again != null ? again : "event " + names.incrementAndGet();
            sent.add(data);
            try {
                publish(http, uri, data);
            } catch (IOException e) {
                unanswered.add(data);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long publish(HttpClient http, URI uri, String data) throws IOException, InterruptedException {
        sent.add(data);
        var response = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "text/plain")
                        .header("Idempotency-Key", data)
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(data))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() > 201) {
            throw new IOException("status " + response.statusCode());
        }
        long seq = json.readTree(response.body()).path("seq").asLong();
        acknowledged.put(seq, data);
        return seq;
    }

    private static Iterable<String> ids(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(seq -> "1-" + seq).toList();
    }
}
