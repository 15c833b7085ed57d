package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir publish} and {@code weir tail} as processes, while servers and they themselves are killed. */
@Timeout(300)
class PublishTailIT {

    private static final Path QUAKES = Path.of("../docs/examples/quakes.ndjson").toAbsolutePath();
    private static final int QUAKES_COUNT = 1_707;
    private static final ObjectMapper json = new ObjectMapper();
    private static final Pattern GO_ON = Pattern.compile("go on with: (?:the same command, or )?(--.+)");

    @TempDir
    Path folder;

    private final int port = freePort();
    private final String server = "127.0.0.1:" + port;

    /** Free a moment ago, which is as good as it gets for a server that must come back where it was. */
    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private WeirProcess serve() {
        return WeirProcess.onPort(port, folder.resolve("data"));
    }

    private CommandProcess weir(String script) {
        return CommandProcess.shell(server, script);
    }

    private CommandProcess follower() {
        return weir("weir tail quakes --from earliest --json");
    }

    /** Prints the example feed, stopping behind each of these lines until its gate is opened: nobody is too fast. */
    private String quakesBehindGates(int... lines) {
        var script = new StringBuilder("{ ");
        int from = 1;
        for (int line : lines) {
            script.append(String.format("sed -n %d,%dp '%s'; cat '%s'; ", from, line, QUAKES, gate(line)));
            from = line + 1;
        }
        var gates = IntStream.of(lines).mapToObj(line -> "'" + gate(line) + "'").collect(Collectors.joining(" "));
        return "mkfifo " + gates + "; " + script.append(String.format("sed -n '%d,$p' '%s'; }", from, QUAKES));
    }

    private Path gate(int line) {
        return folder.resolve("gate" + line);
    }

    private void openGate(int line) throws IOException {
        new FileOutputStream(gate(line).toFile()).close();
    }

    /** Every line of the file exactly once, in order, and nothing behind them but what is published now. */
    private static void assertAllQuakesOnceIn(CommandProcess follower, WeirProcess weir) throws IOException {
        assertThat(Publish.text(weir, "quakes", "the last one")).contains("\"1-" + (QUAKES_COUNT + 1) + "\"");
        follower.awaitLines(QUAKES_COUNT + 1);
        var events = objects(follower.out());
        assertThat(events.stream().map(event -> event.path("seq").asLong()))
                .as(follower.err())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, QUAKES_COUNT + 1).boxed().toList());
        assertThat(events.stream().limit(QUAKES_COUNT).map(event -> event.path("data")))
                .containsExactlyElementsOf(objects(Files.readAllLines(QUAKES)).stream()
                        .map(line -> line.path("data"))
                        .toList());
    }

    private static List<JsonNode> objects(List<String> lines) throws IOException {
        var objects = new ArrayList<JsonNode>();
        for (var line : lines) {
            objects.add(json.readTree(line));
        }
        return objects;
    }

    private static String goOn(CommandProcess command) {
        var options = GO_ON.matcher(command.err());
        assertThat(options.find()).as(command.err()).isTrue();
        return options.group(1);
    }

    @Test
    void a_pipe_is_published_once_and_followed_once_while_the_server_is_killed_twice() throws Exception {
        var weir = serve();
        try (var follower = follower();
                var publisher =
                        weir(quakesBehindGates(1_000, 1_400) + " | weir publish quakes --envelope --batch 20 -")) {
            follower.awaitLines(400);
            weir.killHard();
            openGate(1_000);
            weir = serve();
            follower.awaitLines(1_100);
            weir.killHard();
            openGate(1_400);
            assertThat(publisher.isAlive()).as(publisher.err()).isTrue();
            weir = serve();

            assertThat(publisher.awaitExit()).as(publisher.err()).isZero();
            assertThat(publisher.out()).isEmpty();
            assertThat(publisher.err()).contains("1707 lines published to quakes");
            assertAllQuakesOnceIn(follower, weir);
            assertThat(follower.err()).contains("trying again", "connected again");
        } finally {
            weir.close();
        }
    }

    @Test
    void a_killed_publisher_goes_on_by_its_checkpoint() throws Exception {
        var checkpoint = folder.resolve("run.checkpoint");
        var command = "weir publish quakes --envelope --json --batch 20 --checkpoint '" + checkpoint + "' ";
        try (var weir = serve();
                var follower = follower();
                var killed = weir(quakesBehindGates(1_000) + " | " + command)) {
            follower.awaitLines(300);
            killed.killHard();
            openGate(1_000);
            assertThat(killed.awaitExit()).as(killed.err()).isEqualTo(128 + 9);
            assertThat(checkpoint).content().contains("\"topic\":\"quakes\"").doesNotContain("\"line\":0");

            try (var again = weir(command + "'" + QUAKES + "'")) {
                assertThat(again.awaitExit()).as(again.err()).isZero();

                assertThat(json.readTree(again.out().get(0))
                                .path("storedThrough")
                                .asInt())
                        .isEqualTo(QUAKES_COUNT);
                assertThat(json.readTree(again.out().get(0)).path("lines").asInt())
                        .as("lines that were sent again or for the first time")
                        .isLessThan(QUAKES_COUNT);
                assertThat(checkpoint).doesNotExist();
                assertAllQuakesOnceIn(follower, weir);
            }
        }
    }

    @Test
    void a_publisher_that_gave_up_goes_on_with_the_options_that_it_named() throws Exception {
        var command = "weir publish quakes --envelope --batch 20 ";
        var first = serve();
        try (var follower = follower();
                var publisher = weir(quakesBehindGates(1_000) + " | " + command + "--retry-for 15s")) {
            follower.awaitLines(300);
            first.killHard();
            openGate(1_000);
            assertThat(publisher.awaitExit()).as(publisher.err()).isEqualTo(1);
            assertThat(publisher.err()).containsPattern("lines 1 to \\d+ are stored");

            try (var weir = serve();
                    var again = weir(command + goOn(publisher) + " '" + QUAKES + "'")) {
                assertThat(again.awaitExit()).as(again.err()).isZero();
                assertAllQuakesOnceIn(follower, weir);
            }
        } finally {
            first.close();
        }
    }

    @Test
    void an_interrupted_tail_goes_on_with_the_option_that_it_named() throws Exception {
        try (var weir = serve();
                var first = weir("weir tail quakes --from earliest --json");
                var publisher = weir("head -1000 '" + QUAKES + "' | weir publish quakes --envelope --batch 20")) {
            first.awaitLines(1);
            first.interrupt();
            assertThat(first.awaitExit()).as(first.err()).isZero();
            int written = first.out().size();
            assertThat(goOn(first)).isEqualTo("--last-event-id 1-" + written);
            assertThat(publisher.awaitExit()).as(publisher.err()).isZero();

            try (var rest = weir("tail -n +1001 '" + QUAKES + "' | weir publish quakes --envelope --quiet");
                    var second =
                            weir("weir tail quakes --json --count " + (QUAKES_COUNT - written) + " " + goOn(first))) {
                assertThat(rest.awaitExit()).as(rest.err()).isZero();
                assertThat(rest.err()).isEmpty();
                assertThat(second.awaitExit()).as(second.err()).isZero();
                assertThat(objects(second.out()).stream()
                                .map(event -> event.path("seq").asLong()))
                        .containsExactlyElementsOf(LongStream.rangeClosed(written + 1, QUAKES_COUNT)
                                .boxed()
                                .toList());
                assertThat(Publish.text(weir, "quakes", "the last one")).contains("\"seq\":1708");
            }
        }
    }

    @Test
    void several_topics_are_merged_and_gone_on_with_one_by_one() throws Exception {
        try (var weir = serve()) {
            Publish.text(weir, "a", "one");
            Publish.text(weir, "b", "two");
            try (var first = weir("weir tail a b --from earliest --count 2")) {
                assertThat(first.awaitExit()).as(first.err()).isZero();
                assertThat(first.out()).containsExactlyInAnyOrder("a 1-1 message one", "b 1-1 message two");
                Publish.text(weir, "b", "three");

                try (var second = weir("weir tail a b --count 1 " + goOn(first))) {
                    assertThat(second.awaitExit()).as(second.err()).isZero();
                    assertThat(second.out()).containsExactly("b 1-2 message three");
                }
            }
        }
    }
}
