package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.json.Envelope;
import dev.weir.wire.Frame.EventFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example service beside the jar that ships, each in a process of its own. */
@Timeout(400)
class ServiceIT {

    private static final Path QUAKES = Path.of("../docs/examples/quakes.ndjson");

    /** So that there is a middle to be killed in. */
    private static final String ONE_BY_ONE = "weir.service.sink-events-max=1";

    /** A service finds out for itself that its only node is gone: missed heartbeats, stable-after, and its own end. */
    private static final int SERVICE_ENDS_SECONDS_MAX = 60;

    @TempDir
    Path folder;

    @Test
    void publishes_each_event_once_and_in_order_however_often_it_runs() throws Exception {
        var lines = Files.readAllLines(QUAKES);
        try (var weir = WeirProcess.on(folder)) {
            run(weir, lines.size() + " stored, 0 were stored before");
            assertThat(published(weir, lines.size())).isEqualTo(data(lines));

            run(weir, "0 stored, " + lines.size() + " were stored before");

            assertThat(publishOne(weir, "quakes")).contains("\"seq\":" + (lines.size() + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void loses_and_doubles_nothing_when_its_only_node_ends_and_both_are_started_again(String signal) throws Exception {
        var lines = Files.readAllLines(QUAKES);
        var port = "-Dweir.cluster.port=" + freePort();
        ServiceProcess service;
        String address;
        try (var weir = WeirProcess.on(folder, port);
                var reader = Follower.start(weir.uri("/stream?topic=quakes&from=earliest"), Follower.NO_CUT)) {
            address = weir.clusterAddress();
            service = ServiceProcess.start(address, QUAKES, ONE_BY_ONE);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> reader.events().size() > lines.size() / 10);
            if (signal.equals("KILL")) {
                weir.killHard();
            } else {
                weir.terminate();
                assertThat(weir.awaitExit()).isZero();
            }
        }

        try (service;
                var weir = WeirProcess.on(folder, port)) {
            assertThat(weir.clusterAddress()).isEqualTo(address);
            assertThat(service.awaitExit(SERVICE_ENDS_SECONDS_MAX)).isEqualTo(1);
            assertThat(service.output()).contains("not everything is stored").contains(" acknowledged drafts: ");

            run(weir, "were stored before");

            assertThat(published(weir, lines.size())).isEqualTo(data(lines));
            assertThat(publishOne(weir, "quakes")).contains("\"seq\":" + (lines.size() + 1));
        }
    }

    @Test
    void killed_itself_it_leaves_the_node_serving() throws Exception {
        try (var weir = WeirProcess.on(folder);
                var reader = Follower.start(weir.uri("/stream?topic=quakes&from=earliest"), Follower.NO_CUT)) {
            try (var service = ServiceProcess.start(weir.clusterAddress(), QUAKES, ONE_BY_ONE)) {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> reader.events().size() > 100);
                service.killHard();
            }

            await().during(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> {
                        assertThat(weir.get(weir.management("/health/ready"))).contains("\"ready\"");
                        assertThat(publishOne(weir, "others")).contains("\"seq\"");
                    });

            assertThat(reader.connects()).isEqualTo(1);
            run(weir, "were stored before");
            assertThat(published(weir, Files.readAllLines(QUAKES).size())).isEqualTo(data(Files.readAllLines(QUAKES)));
        }
    }

    private static void run(WeirProcess weir, String said) {
        try (var service = ServiceProcess.start(weir.clusterAddress(), QUAKES)) {
            int status = service.awaitExit(90);
            assertThat(status).as(service.output()).isZero();
            assertThat(service.output()).contains(said);
        }
    }

    private static List<String> published(WeirProcess weir, int count) {
        try (var reader = Follower.start(weir.uri("/stream?topic=quakes&from=earliest"), Follower.NO_CUT)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> reader.events().size() >= count);
            assertThat(reader.events())
                    .extracting(EventFrame::lastEventId)
                    .isEqualTo(IntStream.rangeClosed(1, count)
                            .mapToObj(seq -> "1-" + seq)
                            .toList());
            return reader.events().stream().map(EventFrame::data).toList();
        }
    }

    private static List<String> data(List<String> lines) {
        return lines.stream().map(line -> Envelope.read(line).data()).toList();
    }

    private static String publishOne(WeirProcess weir, String topic) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(weir.uri("/topics/" + topic + "/events"))
                .POST(BodyPublishers.ofString("by http"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
