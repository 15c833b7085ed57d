package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code weir publish} and {@code weir tail} say and how they exit when something is wrong. */
class CommandFailuresIT {

    private static final Path QUAKES = Path.of("../docs/examples/quakes.ndjson").toAbsolutePath();
    private static final String HOSTILE = "a\u001b]0;title\u0007b\u009bc";

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private static WeirProcess server;

    @BeforeAll
    static void serve() {
        server = WeirProcess.on(data);
        try (var quakes = weir("weir publish quakes --envelope --quiet '" + QUAKES + "'")) {
            assertThat(quakes.awaitExit()).as(quakes.err()).isZero();
        }
        Publish.text(server, "hostile", HOSTILE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CommandProcess weir(String script) {
        return CommandProcess.shell(server.uri("/").toString(), script);
    }

    private static void assertEnd(CommandProcess command, int status, String... said) {
        assertThat(command.awaitExit()).as(command.err()).isEqualTo(status);
        for (var words : said) {
            assertThat(command.err()).contains(words);
        }
    }

    @Test
    void a_server_that_is_away_is_given_up_in_time() {
        try (var publish = weir("echo 1 | weir publish t --server localhost:1 --retry-for 1s");
                var tail = weir("weir tail t --server localhost:1 --give-up-after 1")) {
            assertEnd(publish, 1, "http://localhost:1: ", "nothing is stored", "go on with: --run ", " --from-line 1");
            assertEnd(tail, 1, "weir tail: t: ", "gave up");
            assertThat(publish.out()).isEmpty();
        }
    }

    @Test
    void a_malformed_line_is_named_and_those_before_it_are_stored() throws IOException {
        var file = folder.resolve("half.ndjson");
        Files.writeString(file, "1\n\n3\nfour\n5\n");

        try (var publish = weir("weir publish half '" + file + "'");
                var stored = weir("weir tail half --from earliest --data --count 2")) {
            assertEnd(
                    publish,
                    3,
                    file + " line 4: ",
                    "\"four\"",
                    "lines 1 to 3 are stored, nothing behind them was sent");
            assertEnd(stored, 0);
            assertThat(stored.out()).containsExactly("1", "3");
            assertThat(Publish.text(server, "half", "next")).contains("\"seq\":3");
        }
    }

    @Test
    void lines_in_doubt_that_were_stored_are_not_stored_again() throws IOException {
        var file = Files.writeString(folder.resolve("lines"), "1\n2\n3\n");
        // As after a kill between the server's commit and the writing of its answer.
        var checkpoint = Files.writeString(folder.resolve("c"), "{\"topic\":\"doubt\",\"run\":\"r\",\"line\":1}");

        try (var first = weir("weir publish doubt --run r '" + file + "'")) {
            assertEnd(first, 0, "3 lines published to doubt (1-1 to 1-3), 0 of them before");
        }
        try (var byOption = weir("weir publish doubt --run r --from-line 2 '" + file + "'");
                var byCheckpoint = weir("weir publish doubt --checkpoint '" + checkpoint + "' '" + file + "'")) {
            assertEnd(byOption, 0, "2 lines published to doubt, 2 of them before");
            assertEnd(byCheckpoint, 0, "2 lines published to doubt, 2 of them before");
        }
        assertThat(Publish.text(server, "doubt", "next")).contains("\"seq\":4");
    }

    @Test
    void what_the_server_refuses_is_named_by_its_line() {
        var large = "printf '\"'; head -c 300000 /dev/zero | tr '\\0' x; echo '\"'";
        try (var publish = weir("{ echo 1; echo; echo 3; " + large + "; } | weir publish big")) {
            assertEnd(publish, 3, "line 4 refused with 413: event data: 300002 bytes");
        }
    }

    @Test
    void wrong_options_end_with_2_and_wrong_inputs_with_3() {
        try (var topic = weir("weir publish '*'");
                var type = weir("weir publish t --type stream-open");
                var file = weir("weir publish t '" + folder.resolve("none") + "'");
                var from = weir("weir tail t --from yesterday")) {
            assertEnd(topic, 2, "topic name: \"*\"");
            assertEnd(type, 2, "--type: event type: \"stream-open\"");
            assertEnd(file, 3, "no such file", "nothing was sent");
            assertEnd(from, 3, "yesterday");
        }
    }

    @Test
    void an_empty_input_is_no_failure() {
        try (var publish = weir("weir publish t </dev/null")) {
            assertEnd(publish, 0, "no lines published to t");
        }
    }

    @Test
    void a_reader_that_goes_away_is_told_where_to_go_on() {
        try (var tail = weir("weir tail quakes --from earliest | head -1; exit ${PIPESTATUS[0]}")) {
            assertEnd(tail, 141, "nobody reads standard output any more; go on with: --last-event-id 1-");
            assertThat(tail.out()).hasSize(1);
        }
    }

    @Test
    void a_full_disk_is_told_with_what_was_written() {
        try (var tail = weir("weir tail quakes --from earliest >/dev/full");
                var publish = weir("echo 1 | weir publish full --json >/dev/full")) {
            assertEnd(tail, 1, "standard output: No space left on device; go on with: --last-event-id 1-0");
            assertEnd(publish, 1, "standard output: No space left on device", "1 line published to full");
        }
    }

    @Test
    void a_checkpoint_that_cannot_be_used_stops_the_run_before_anything_is_sent() throws IOException {
        var other = Files.writeString(folder.resolve("other"), "{\"topic\":\"b\",\"run\":\"r\",\"line\":3}");
        var torn = Files.writeString(folder.resolve("torn"), "{\"topic\":\"t\",\"run\":");

        try (var first = weir("echo 1 | weir publish t --checkpoint '" + other + "'");
                var second = weir("echo 1 | weir publish t --checkpoint '" + torn + "'");
                var third = weir("echo 1 | weir publish t --checkpoint '" + folder.resolve("no/folder") + "'")) {
            assertEnd(first, 2, "checkpoint: topic: b (expected: t)");
            assertEnd(second, 2, "is damaged, or something else");
            assertEnd(third, 1, "no such file");
        }
    }

    @Test
    void a_line_that_trickles_in_goes_all_the_way_while_its_pipe_stays_open() throws IOException {
        var gate = folder.resolve("gate");
        try (var tail = weir("weir tail trickle --from earliest --data");
                var publish =
                        weir("mkfifo '" + gate + "'; { echo '\"one\"'; cat '" + gate + "'; } | weir publish trickle")) {
            tail.awaitLines(1);
            assertThat(tail.out()).as(tail.err()).containsExactly("\"one\"");
            assertThat(publish.isAlive()).isTrue();

            new FileOutputStream(gate.toFile()).close();

            assertEnd(publish, 0, "1 line published to trickle");
        }
    }

    @Test
    void pipes_get_results_alone_and_a_terminal_gets_colours_unless_told_otherwise() {
        var terminal = "script -qec \"'" + WeirProcess.java() + "' -jar '" + WeirProcess.jar()
                + "' tail quakes --from earliest --count 1\" /dev/null";
        try (var pipe = weir("weir tail quakes --from earliest --count 1");
                var coloured = weir(terminal);
                var plain = CommandProcess.shell(server.uri("/").toString(), Map.of("NO_COLOR", "1"), terminal)) {
            assertEnd(pipe, 0, "1 event; go on with: --last-event-id 1-1");
            assertThat(pipe.out()).hasSize(1).first().asString().startsWith("1-1 quake {");
            assertThat(coloured.awaitExit()).isZero();
            assertThat(coloured.out()).anySatisfy(line -> assertThat(line).contains("\u001b[36mquake\u001b[0m {"));
            assertThat(plain.awaitExit()).isZero();
            assertThat(plain.out()).anySatisfy(line -> assertThat(line).contains("1-1 quake {"));
            assertThat(plain.out()).noneSatisfy(line -> assertThat(line).contains("\u001b"));
        }
    }

    @Test
    void hostile_data_reaches_a_pipe_as_it_is_and_a_terminal_as_escapes() {
        var tail = "tail hostile --from earliest --data --count 1";
        try (var pipe = weir("weir " + tail);
                var terminal = weir("script -qec \"'" + WeirProcess.java() + "' -jar '" + WeirProcess.jar() + "' "
                        + tail + "\" /dev/null")) {
            assertEnd(pipe, 0);
            assertThat(pipe.out()).containsExactly(HOSTILE);
            assertThat(terminal.awaitExit()).isZero();
            assertThat(terminal.out())
                    .anySatisfy(line -> assertThat(line).contains("a\\u001b]0;title\\u0007b\\u009bc"))
                    .noneSatisfy(line -> assertThat(line).contains("\u001b"));
        }
    }
}
