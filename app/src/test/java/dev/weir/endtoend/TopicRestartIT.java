package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What topics still know after {@code kill -9}, and what their readers are told after a restore. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TopicRestartIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private DatabaseSettings database;

    private record Raised(int exitStatus, String output) {}

    @BeforeEach
    void create() {
        database = POSTGRES.freshDatabase();
    }

    @Test
    void a_pruned_topic_is_the_same_after_kill_nine() throws Exception {
        JsonNode before;
        try (var weir = WeirProcess.on(database, "-Dweir.limits.publish-rate=0")) {
            send(weir, "PUT", "/topics/t", "{\"retention\":{\"events\":1000},\"keyed\":true}");
            for (int batch = 0; batch < 20; batch++) {
                publish(weir, "t", batch, 1_000);
            }
            await().atMost(SOON).until(() -> rows() <= 6_001);
            before = JSON.readTree(send(weir, "GET", "/topics/t", "").body());
            assertThat(before.get("first").longValue()).isEqualTo(19_001);
            weir.killHard();
        }
        try (var weir = WeirProcess.on(database, "-Dweir.limits.publish-rate=0")) {
            assertThat(JSON.readTree(send(weir, "GET", "/topics/t", "").body())).isEqualTo(before);
            try (var reader = Follower.start(weir.uri("/stream?topic=t&last_event_id=1-7"), Follower.NO_CUT)) {
                await().atMost(SOON).until(() -> reader.events().size() == 1_000);
                assertThat(reader.events().get(0).lastEventId()).isEqualTo("1-19001");
                assertThat(gap(reader)).contains("\"cause\":\"retention\"").contains("\"lost\":18993");
            }
            assertThat(JSON.readTree(send(weir, "GET", "/topics/t/state", "").body())
                            .get("entries")
                            .size())
                    .isEqualTo(7);
            publish(weir, "t", 20, 1);
        }
    }

    @Test
    void ids_from_before_a_restore_are_never_silently_continued() throws Exception {
        try (var weir = WeirProcess.on(database, "-Dweir.limits.publish-rate=0")) {
            publish(weir, "t", 0, 10);
            var refused = raiseEpoch(List.of());
            assertThat(refused.exitStatus).isEqualTo(1);
            assertThat(refused.output).contains("expected: none; stop all nodes");
        }
        var raised = raiseEpoch(List.of());
        assertThat(raised.output).startsWith("epoch: ");
        long epoch = Long.parseLong(raised.output.strip().substring("epoch: ".length()));
        assertThat(epoch).isBetween(1_001L, 2_000L);

        try (var weir = WeirProcess.on(database, "-Dweir.topics.create=false");
                // One event more than the restored database has: as if it had been lost.
                var known = Follower.start(weir.uri("/stream?topic=t&last_event_id=1-11"), Follower.NO_CUT);
                var lost = Follower.start(weir.uri("/stream?topic=lost&last_event_id=1-3"), Follower.NO_CUT)) {
            await().atMost(SOON).until(() -> gap(known) != null && gap(lost) != null);
            assertThat(gap(known)).contains("\"cause\":\"epoch\"").contains("\"from\":\"" + epoch + "-0\"");
            assertThat(gap(lost)).contains("\"cause\":\"unknown\"");

            assertThat(publish(weir, "t", 0, 1)).contains("\"firstId\":\"" + epoch + "-1\"");
            assertThat(send(weir, "POST", "/topics/lost/events", "1").statusCode())
                    .isEqualTo(404);
            assertThat(send(weir, "PUT", "/topics/lost", "").statusCode()).isEqualTo(201);
            assertThat(publish(weir, "lost", 0, 4)).contains("\"firstId\":\"" + epoch + "-1\"");
            await().atMost(SOON)
                    .until(() -> known.events().size() == 1 && lost.events().size() == 4);
            assertThat(lost.events().get(0).lastEventId()).isEqualTo(epoch + "-1");
        }
    }

    @Test
    void the_epoch_of_the_postgres_inside_is_raised_only_while_no_node_has_it(@TempDir Path folder) throws Exception {
        var options = List.of("--data-dir", folder.toString());
        try (var weir = WeirProcess.on(folder, "-Dweir.limits.publish-rate=0")) {
            publish(weir, "t", 0, 1);
            var refused = raiseEpoch(options);
            assertThat(refused.exitStatus).isEqualTo(1);
            assertThat(refused.output).contains("in use by process " + weir.pid());
        }
        var raised = raiseEpoch(List.of("--data-dir", folder.toString(), "--above", "7777"));

        assertThat(raised).isEqualTo(new Raised(0, "epoch: 7778\n"));
        try (var weir = WeirProcess.on(folder, "-Dweir.limits.publish-rate=0")) {
            assertThat(publish(weir, "t", 0, 1)).contains("\"firstId\":\"7778-1\"");
        }
    }

    /** Its standard output, or when it fails its standard error. */
    private Raised raiseEpoch(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("weir.jar", "target/weir.jar"),
                "raise-epoch"));
        command.addAll(options);
        var builder = new ProcessBuilder(command);
        if (options.isEmpty()) {
            builder.environment().put("WEIR_JDBC_URL", database.jdbcUrl());
            builder.environment().put("WEIR_JDBC_USER", database.user());
            builder.environment().put("WEIR_JDBC_PASSWORD", database.password());
        }
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitStatus = process.waitFor();
        var said = output.lines()
                .filter(line -> line.startsWith("weir: ") || line.startsWith("epoch: "))
                .findFirst()
                .orElse(output);
        return new Raised(exitStatus, said + "\n");
    }

    private String publish(WeirProcess weir, String topic, int batch, int count)
            throws IOException, InterruptedException {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("{\"data\":")
                    .append(batch * count + i)
                    .append(",\"key\":\"k")
                    .append(i % 7)
                    .append("\"}\n");
        }
        var answer = send(weir, "POST", "/topics/" + topic + "/events?envelope=1", lines.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body();
    }

    private HttpResponse<String> send(WeirProcess weir, String method, String path, String body)
            throws IOException, InterruptedException {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return http.send(
                HttpRequest.newBuilder(weir.uri(path))
                        .header("Content-Type", "application/x-ndjson")
                        .method(method, publisher)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String gap(Follower reader) {
        return reader.controls().stream()
                .filter(frame -> frame.type().equals("stream-gap"))
                .map(frame -> frame.data())
                .findFirst()
                .orElse(null);
    }

    private long rows() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from event_journal")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
