package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.history.History.Event;
import dev.weir.history.History.Told;
import dev.weir.postgres.PostgresForTests;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is as large as it may be crosses from the node where its topic lives to the other, and back. */
@Tag("alone")
@Timeout(180)
class LargeMessagesIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final int NODES = 2;
    private static final int EVENT_BYTES_MAX = 256 << 10;

    /** Far below the half minute after which a feed asks for what it was not told. */
    private static final Duration TOLD_MAX = Duration.ofSeconds(8);

    private static final Duration OPENED_MAX = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Members members;

    @BeforeAll
    static void start() {
        members = new Members(POSTGRES.freshDatabase(), NODES, false);
        members.awaitAllReady();
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    @Test
    void the_largest_event_and_the_largest_batch_reach_subscribers_of_both_nodes() throws Exception {
        var data = new ArrayList<>(List.of("x".repeat(EVENT_BYTES_MAX)));
        var lines = IntStream.range(0, 32)
                .mapToObj(i -> Integer.toString(i % 10).repeat(EVENT_BYTES_MAX - 8))
                .toList();
        data.addAll(lines);
        var told = List.<Queue<Told>>of(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        try (var one = Subscriber.start("large", () -> members.base(0), told.get(0)::add);
                var other = Subscriber.start("large", () -> members.base(1), told.get(1)::add)) {
            await().atMost(OPENED_MAX).until(() -> one.opened() + other.opened() == NODES);

            publish(0, "large/events", "text/plain", data.get(0));
            publish(1, "large/events", "application/x-ndjson", String.join("\n", quoted(lines)));

            await().atMost(TOLD_MAX).until(() -> one.seq() == data.size() && other.seq() == data.size());
        }
        var expected = IntStream.range(0, data.size())
                .mapToObj(i -> (Told) new Event(i + 1L, i == 0 ? data.get(i) : "\"" + data.get(i) + "\""))
                .toList();
        assertThat(told.get(0)).containsExactlyElementsOf(expected);
        assertThat(told.get(1)).containsExactlyElementsOf(expected);
    }

    @Test
    void a_commit_of_many_publishes_that_fits_no_message_is_told_at_once_all_the_same() throws Exception {
        var batch = String.join(
                "\n",
                quoted(IntStream.range(0, 30)
                        .mapToObj(i -> "y".repeat(200 << 10))
                        .toList()));
        try (var one = Subscriber.start("together", () -> members.base(0), told -> {});
                var other = Subscriber.start("together", () -> members.base(1), told -> {})) {
            await().atMost(OPENED_MAX).until(() -> one.opened() + other.opened() == NODES);

            var answers = IntStream.range(0, 6)
                    .mapToObj(i -> HTTP.sendAsync(
                            publishing(i % NODES, "together/events", "application/x-ndjson", batch),
                            BodyHandlers.ofString()))
                    .toList();
            answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(201));

            await().atMost(TOLD_MAX).until(() -> one.seq() == 180 && other.seq() == 180);
        }
    }

    @Test
    void a_state_larger_than_any_message_is_read_at_both_nodes() throws Exception {
        var put = HttpRequest.newBuilder(members.base(0).resolve("/topics/state"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"keyed\":true}"))
                .build();
        assertThat(HTTP.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
        for (int half = 0; half < 2; half++) {
            int first = half * 30;
            publish(
                    0,
                    "state/events?envelope=1",
                    "application/x-ndjson",
                    IntStream.range(first, first + 30)
                            .mapToObj(i -> "{\"key\":\"k" + i + "\",\"data\":\"" + "z".repeat(250 << 10) + "\"}")
                            .collect(Collectors.joining("\n")));
        }

        var states = new ArrayList<JsonNode>();
        for (int node = 0; node < NODES; node++) {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(members.base(node).resolve("/topics/state/state"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("node %d", node).isEqualTo(200);
            states.add(JSON.readTree(answer.body()));
        }

        assertThat(states.get(0)).isEqualTo(states.get(1));
        assertThat(states.get(0).toString()).contains("\"k0\"").contains("\"k59\"");
        assertThat(states.get(0).toString().length()).isGreaterThan(60 * (250 << 10));
    }

    private static List<String> quoted(List<String> lines) {
        return lines.stream().map(line -> "\"" + line + "\"").toList();
    }

    private static void publish(int node, String events, String type, String body) throws Exception {
        var answer = HTTP.send(publishing(node, events, type, body), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** @param events the topic, and the query if there is one */
    private static HttpRequest publishing(int node, String events, String type, String body) {
        return HttpRequest.newBuilder(members.base(node).resolve("/topics/" + events))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
