package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.postgres.PostgresForTests;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator at one node sees the others: a core that topics live on, and an edge that only holds streams. */
class ClusterApiIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final ObjectMapper json = new ObjectMapper();
    private static final HttpClient http = HttpClient.newHttpClient();

    @Test
    void sees_streams_of_the_other_node_ends_one_and_says_when_it_is_silent() throws Exception {
        var database = POSTGRES.freshDatabase();
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var seed = "-Dweir.cluster.seeds=127.0.0.1:" + port;
        try (var core = WeirProcess.on(database, seed, "-Dweir.cluster.port=" + port);
                var edge = WeirProcess.on(database, seed, "-Dweir.cluster.roles=edge")) {
            Publish.text(core, "quakes", "one");
            try (var reader = Follower.start(edge.uri("/stream?topic=quakes&from=earliest"), Follower.NO_CUT)) {
                await().until(() -> reader.events().size() == 1);

                sees(core, edge);
                evicts(core, edge, reader);
                passesOverTheSilent(core, edge);
            }
        }
    }

    private static void sees(WeirProcess core, WeirProcess edge) throws Exception {
        var away = edge.clusterAddress();
        var cluster = read(core, "/api/cluster");
        assertThat(names(cluster.path("members"))).containsExactlyInAnyOrder(core.clusterAddress(), away);
        assertThat(cluster.path("shards")).hasSize(1);
        assertThat(cluster.path("shards").path(0).path("node").asText()).isEqualTo(core.clusterAddress());

        var topic = read(edge, "/api/topics/quakes");
        assertThat(topic.path("node").asText()).isEqualTo(core.clusterAddress());
        topic.path("nodes")
                .forEach(node -> assertThat(node.path("readers").asInt())
                        .isEqualTo(node.path("node").asText().equals(away) ? 1 : 0));
        var trace = read(core, "/api/trace/quakes/1-1");
        trace.path("nodes")
                .forEach(node -> assertThat(node.path("has").asInt())
                        .isEqualTo(node.path("node").asText().equals(away) ? 1 : 0));
        assertThat(read(core, "/api/topics")
                        .path("topics")
                        .path(0)
                        .path("readers")
                        .asInt())
                .isEqualTo(1);
    }

    private static void evicts(WeirProcess core, WeirProcess edge, Follower reader) throws Exception {
        var row = read(core, "/api/connections").path("connections").path(0);
        assertThat(row.path("node").asText()).isEqualTo(edge.clusterAddress());
        var id = row.path("id").asText();
        var request = HttpRequest.newBuilder(core.management("/api/connections/" + id))
                .DELETE()
                .build();

        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);

        await().until(() ->
                reader.controls().stream().anyMatch(frame -> frame.data().contains("\"code\":3004")));
        assertThat(read(core, "/api/connections/" + id)
                        .path("ended")
                        .path("reason")
                        .asText())
                .isEqualTo("evicted");
        await().untilAsserted(() -> assertThat(edge.output()).contains("\"type\":\"evict\""));
        assertThat(read(core, "/api/supervision?decision=evict")
                        .path("entries")
                        .path(0)
                        .path("node")
                        .asText())
                .isEqualTo(edge.clusterAddress());
    }

    private static void passesOverTheSilent(WeirProcess core, WeirProcess edge) throws Exception {
        signal("STOP", edge.pid());
        try {
            long begun = System.nanoTime();
            var page = read(core, "/api/connections");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(page.path("silent")).hasSize(1);
            assertThat(page.path("silent").path(0).asText()).isEqualTo(edge.clusterAddress());
        } finally {
            signal("CONT", edge.pid());
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static List<String> names(JsonNode members) {
        var names = new ArrayList<String>();
        members.forEach(member -> {
            assertThat(member.path("answered").asBoolean()).isTrue();
            names.add(member.path("node").asText());
        });
        return names;
    }

    private static JsonNode read(WeirProcess weir, String path) throws Exception {
        return json.readTree(weir.get(weir.management(path)));
    }
}
