package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.terminal.ExitStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that ships, as a process of its own. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ServeIT {

    private static final Duration START_MAX = Duration.ofSeconds(100);
    private static final int STREAMS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void kill() {
        processes.forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        // PostgreSQL ends by itself when its node was killed, and writes until then, where the folder is to be deleted.
        await().atMost(START_MAX)
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(one -> one.info().commandLine().orElse("").contains(folder.toString())));
    }

    private Process serve(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                System.getProperty("weir.jar", "target/weir.jar"),
                "serve"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().put("WEIR_PORT", "0");
        builder.environment().put("WEIR_MANAGEMENT_PORT", "0");
        builder.environment().put("WEIR_DATA_DIR", folder.resolve("data").toString());
        var process = builder.redirectOutput(output().toFile())
                .redirectError(errors().toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Path output() {
        return folder.resolve("out.log");
    }

    private Path errors() {
        return folder.resolve("err.log");
    }

    /** The addresses in the line that says that the node has started. */
    private JsonNode started(Process process) {
        return await().atMost(START_MAX)
                .failFast("the process ended", () -> !process.isAlive())
                .until(this::startedLine, line -> !line.isMissingNode())
                .get("data");
    }

    private @Nullable JsonNode startedLine() throws IOException {
        for (var line : Files.readAllLines(output())) {
            var object = JSON.readTree(line);
            if (object.path("type").asText().equals("started")) {
                return object;
            }
        }
        return MissingNode.getInstance();
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> publish(JsonNode addresses, String data) throws IOException, InterruptedException {
        var url = addresses.get("publish").textValue().replace("{topic}", "quakes");
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(data))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void awaitReady(JsonNode addresses) {
        await().atMost(START_MAX)
                .until(() -> get(addresses.get("health").textValue()).statusCode() == 200);
    }

    private static int exitStatus(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the process ended")
                .isTrue();
        return process.exitValue();
    }

    @Test
    void serves_until_sigterm_then_exits_0_and_goes_on_where_it_was() throws Exception {
        var first = serve();
        var addresses = started(first);
        awaitReady(addresses);

        assertThat(publish(addresses, "{\"mag\":4.7}").body())
                .isEqualTo("{\"topic\":\"quakes\",\"id\":\"1-1\",\"seq\":1}");
        assertThat(get(addresses.get("metrics").textValue()).body()).contains("sse_events_published_total 1.0");
        assertThat(addresses.get("cluster").textValue()).matches("weir@127\\.0\\.0\\.1:\\d+");
        first.destroy();
        assertThat(exitStatus(first)).isZero();
        assertThat(Files.readString(errors())).isEmpty();
        assertThat(Files.readAllLines(output()))
                .allSatisfy(line -> assertThat(JSON.readTree(line)).hasSizeGreaterThanOrEqualTo(6));

        var second = serve();
        var again = started(second);
        assertThat(publish(again, "{\"mag\":5.1}").body()).contains("\"id\":\"1-2\"");
        second.destroy();
        assertThat(exitStatus(second)).isZero();
    }

    /** Streams end one by one, a tenth of a second apart: enough of them keep a node busy for seconds. */
    @Test
    void a_second_signal_ends_it_at_once() throws Exception {
        var process = serve();
        var addresses = started(process);
        awaitReady(addresses);
        var streams = new ArrayList<Socket>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(stream(addresses));
            }

            process.destroy();
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.readString(output()).contains("draining " + STREAMS + " streams"));
            process.destroy();

            assertThat(exitStatus(process)).isEqualTo(128 + 2);
        } finally {
            for (var stream : streams) {
                stream.close();
            }
        }
    }

    private static Socket stream(JsonNode addresses) throws IOException {
        var url = addresses.get("stream").textValue().replace("{topic}", "t");
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort());
        socket.getOutputStream()
                .write("GET /stream?topic=t HTTP/1.1\r\nHost: weir\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        return socket;
    }

    @Test
    void a_port_that_is_taken_is_one_line_and_status_1() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var process = serve("--port", Integer.toString(taken.getLocalPort()));

            assertThat(exitStatus(process)).isEqualTo(ExitStatus.FAILED);
            assertThat(Files.readAllLines(errors()))
                    .singleElement()
                    .asString()
                    .startsWith("weir: weir.http: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void a_journal_that_is_not_to_be_had_is_one_line_and_status_1() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var file = Files.writeString(
                folder.resolve("weir.conf"), "weir.journal.url = \"jdbc:postgresql://127.0.0.1:" + free + "/none\"");

        var process = serve("--config", file.toString());

        assertThat(exitStatus(process)).isEqualTo(ExitStatus.FAILED);
        assertThat(Files.readAllLines(errors()))
                .singleElement()
                .asString()
                .startsWith("weir: database jdbc:postgresql://127.0.0.1:" + free);
    }

    @Test
    void a_bad_setting_is_one_line_and_status_2() throws Exception {
        var process = serve("--cluster-port", "many");

        assertThat(exitStatus(process)).isEqualTo(ExitStatus.USAGE);
        assertThat(Files.readAllLines(errors()))
                .containsExactly("weir: weir.cluster.port: many (expected: 0 to 65535)");
    }
}
