package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.endtoend.Programs;
import dev.weir.endtoend.WeirProcess;
import dev.weir.history.History.Event;
import dev.weir.history.History.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node does while its journal fails it: publishers are refused in a way that says to try again with the same key,
 * streams stay open, readiness tells whether the journal answers, and all goes on by itself.
 */
@Tag("alone")
@Tag("long")
@Timeout(300)
class JournalFaultsIT {

    private static final int DISK_MEGABYTES = 32;
    private static final int BEYOND_ALL_BOUNDS_SECONDS = 9;
    private static final Duration REFUSED_MAX = Duration.ofSeconds(60);
    private static final Duration BACK_MAX = Duration.ofSeconds(15);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static FaultyPostgres postgres;
    private static WeirProcess weir;
    private static final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private static final List<Told> stored = new ArrayList<>();
    private static final Random random = new Random(7);
    private static Subscriber subscriber;

    @BeforeAll
    static void start(@TempDir Path folder) {
        Programs.needRoot();
        postgres = new FaultyPostgres(folder.resolve("postgres"));
        postgres.useSmallDisk(DISK_MEGABYTES);
        weir = WeirProcess.on(postgres.settings());
        subscriber = Subscriber.start("t", () -> weir.uri("/"), told::add);
    }

    @AfterAll
    static void stop() {
        if (subscriber != null) {
            subscriber.close();
            weir.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void with_a_full_disk() throws Exception {
        suffer(postgres::fillDisk, 200);
    }

    @Test
    void without_a_connection_since_others_have_them_all() throws Exception {
        suffer(postgres::takeAllConnections, 503);
    }

    @Test
    void with_commits_slower_than_all_bounds() throws Exception {
        suffer(() -> postgres.slowCommits(BEYOND_ALL_BOUNDS_SECONDS), 200);
    }

    @Test
    void with_a_table_that_somebody_else_has_locked() throws Exception {
        suffer(postgres::lockJournal, 200);
    }

    @Test
    void with_a_postgres_that_is_away() throws Exception {
        suffer(postgres::stop, 503);
    }

    @Test
    void with_a_postgres_that_does_not_answer() throws Exception {
        suffer(postgres::freeze, 503);
    }

    /** @param ready what {@code /health/ready} says meanwhile: whether the journal answers, not whether it takes events */
    private static void suffer(Supplier<Trouble> fault, int ready) throws Exception {
        store(new Publish());
        Publish refused;
        try (var trouble = fault.get()) {
            assertThat(trouble).isNotNull();
            refused = publishUntilRefused();
            await().atMost(REFUSED_MAX).until(() -> readyStatus() == ready);
        }
        long begun = System.nanoTime();
        store(refused);
        System.err.printf("journal: goes on %.1f s after the fault%n", (System.nanoTime() - begun) / 1e9);
        await().atMost(BACK_MAX).until(() -> readyStatus() == 200);
        store(new Publish());

        await().atMost(BACK_MAX).until(() -> subscriber.seq() == stored.size());
        assertThat(told).containsExactlyElementsOf(stored);
        assertThat(subscriber.opened()).as("streams that were opened").isEqualTo(1);
    }

    /** Of data that cannot be made smaller. */
    private record Publish(String key, String data) {

        private static final int BYTES = 20_000;

        Publish() {
            this("key-" + random.nextLong(), random());
        }

        private static String random() {
            var bytes = new byte[BYTES];
            random.nextBytes(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }

        HttpResponse<String> send() throws Exception {
            return HTTP.send(
                    HttpRequest.newBuilder(weir.uri("/topics/t/events"))
                            .header("Content-Type", "text/plain")
                            .header("Idempotency-Key", key)
                            .timeout(REFUSED_MAX)
                            .POST(BodyPublishers.ofString(data))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** With the same key until it is there. */
    private static void store(Publish publish) {
        await("stored")
                .atMost(BACK_MAX)
                .pollInterval(BETWEEN_TRIES)
                .until(publish::send, answer -> answer.statusCode() / 100 == 2 && keep(publish, answer));
    }

    private static boolean keep(Publish publish, HttpResponse<String> answer) {
        try {
            long seq = JSON.readTree(answer.body()).path("seq").asLong();
            return stored.add(new Event(seq, publish.data()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Publish publishUntilRefused() throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < REFUSED_MAX.toNanos()) {
            var publish = new Publish();
            var answer = publish.send();
            if (answer.statusCode() / 100 != 2) {
                checkRefusal(answer);
                return publish;
            }
            keep(publish, answer);
        }
        throw new AssertionError("nothing was refused");
    }

    private static void checkRefusal(HttpResponse<String> answer) throws IOException {
        var problem = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        var type = problem.path("type").asText().substring("urn:weir:problem:".length());
        assertThat(type).isIn("outcome-unknown", "journal-unavailable", "deadline-passed", "overloaded");
        if (type.equals("outcome-unknown")) {
            assertThat(problem.path("outcome").asText()).isEqualTo("unknown");
            assertThat(problem.path("detail").asText()).contains("retry with the same key");
        }
    }

    private static int readyStatus() throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(weir.management("/health/ready")).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
