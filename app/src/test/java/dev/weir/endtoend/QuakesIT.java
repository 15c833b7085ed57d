package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.journal.JournalObserver;
import dev.weir.journal.PostgresEventLog;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example feed from end to end: published, stored, delivered live and across cuts. */
class QuakesIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final Path QUAKES = Path.of("../docs/examples/quakes.ndjson");
    private static final TopicName TOPIC = new TopicName("quakes");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    @Timeout(180)
    void reaches_every_subscriber_once_and_in_order_however_often_one_is_cut() throws Exception {
        publishAndCut(50, 8_000);
    }

    @Test
    @Tag("long")
    @Timeout(600)
    void reaches_every_subscriber_once_through_five_hundred_cuts() throws Exception {
        publishAndCut(500, 1_500);
    }

    private void publishAndCut(int cutsMax, int cutAfterBytesMax) throws IOException, InterruptedException {
        var lines = Files.readAllLines(QUAKES);
        var database = POSTGRES.freshDatabase();
        var cuts = new AtomicInteger();

        try (var weir = WeirProcess.on(database);
                var steady = Follower.start(weir.uri("/stream?topic=quakes"), Follower.NO_CUT);
                var cut = Follower.start(
                        weir.uri("/stream?topic=quakes"), () -> nextCut(cuts, cutsMax, cutAfterBytesMax))) {
            await().until(() -> steady.opened() > 0 && cut.opened() > 0);
            publish(weir.uri("/topics/quakes/events?envelope=1"), lines);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    List.of(steady.events().size(), cut.events().size()))
                            .as("seed %d", seed)
                            .allMatch(count -> count >= lines.size()));

            var journal = journal(database, lines.size());
            assertThat(log(steady)).as("seed %d", seed).isEqualTo(journal);
            assertThat(log(cut))
                    .as("seed %d, %d connects", seed, cut.connects())
                    .isEqualTo(journal);
            assertThat(cuts.get()).isGreaterThan(cutsMax);
            assertThat(journal).hasSize(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).contains("\"data\":" + journal.get(i).data());
            }
        }
    }

    /** So many times somewhere in the stream, and then no more. */
    private int nextCut(AtomicInteger cuts, int cutsMax, int cutAfterBytesMax) {
        synchronized (random) {
            return cuts.incrementAndGet() > cutsMax ? Integer.MAX_VALUE : random.nextInt(1, cutAfterBytesMax);
        }
    }

    private void publish(URI uri, List<String> lines) throws IOException, InterruptedException {
        int from = 0;
        while (from < lines.size()) {
            int to;
            synchronized (random) {
                to = Math.min(lines.size(), from + random.nextInt(1, 40));
            }
            var body = String.join("\n", lines.subList(from, to));
            var response = http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/x-ndjson")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
            from = to;
        }
    }

    private static List<EventFrame> log(Follower follower) {
        return List.copyOf(follower.events());
    }

    private static List<EventFrame> journal(DatabaseSettings database, int count) {
        var head = new TopicHead(1, 0, 1, count, false);
        var events = new ArrayList<EventFrame>();
        try (var log =
                new PostgresEventLog(database.url(), database.user(), database.password(), JournalObserver.NONE)) {
            var page = log.after(TOPIC, head, 0, 500).toCompletableFuture().join();
            while (!page.isEmpty()) {
                page.forEach(event -> events.add(frame(event)));
                page = log.after(TOPIC, head, events.size(), 500)
                        .toCompletableFuture()
                        .join();
            }
        }
        return events;
    }

    private static EventFrame frame(Event event) {
        var type = event.type() == null ? "message" : event.type();
        return new EventFrame(type, event.data(), event.position().toString());
    }
}
