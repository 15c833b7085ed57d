package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.terminal.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void help_tells_the_subcommand_and_ends_well() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: weir", "serve").doesNotContain("null");
    }

    @Test
    void help_of_serve_tells_every_option_of_the_table() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--host",
                        "--port",
                        "--management-port",
                        "--data-dir",
                        "--cluster-port",
                        "--config",
                        "--insecure-public",
                        "Exit status");
    }

    @Test
    void help_of_publish_and_tail_tells_the_exit_statuses() {
        assertThat(run("publish", "--help")).isZero();
        assertThat(run("tail", "--help")).isZero();
        assertThat(out.toString())
                .contains("--checkpoint", "--from-line", "--retry-for", "130 interrupted")
                .contains("--last-event-id", "--after", "--count", "141 nobody reads");
    }

    @Test
    void version_tells_weir_and_java() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("weir ", "java ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve --prot 1 | '--prot'",
                "serve --port | '--port'",
                "sevre | 'sevre'",
                "'' | serve",
                "publish | 'TOPIC'",
                "publish * | 'topic name: \"*\"'",
                "publish t --type open | '--type: event type: \"open\"'",
                "publish t --batch 0 | '--batch: 0 (expected: 1 to 10000)'",
                "publish t --batch 10001 | '--batch: 10001'",
                "publish t --retry-for 60 | '60 (expected: a duration such as 60s'",
                "publish t --from-line 2 | '--from-line: 2 (expected: --run NAME'",
                "publish t --run a:b | '--run: a:b'",
                "publish t --server ftp://h | '--server: ftp://h'",
                "publish t --token-file /none | '--token-file: /none: no such file'",
                "tail | 'TOPIC'",
                "tail a --count 0 | '--count: 0'",
                "tail a --json --data | '--json: with --data'",
                "tail a b --last-event-id 1-1 | '--last-event-id: 1-1 (expected: --after TOPIC=ID'",
                "tail a --after b=1-1 | '--after: b=1-1'",
            })
    void a_mistake_is_told_in_a_line_and_ends_with_2(String arguments, String named) {
        var words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThat(run(words)).isEqualTo(ExitStatus.USAGE);

        assertThat(err.toString())
                .startsWith("weir: ")
                .contains(named)
                .contains("--help")
                .hasLineCount(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_bad_setting_is_told_in_one_line_and_ends_with_2() {
        assertThat(run("serve", "--port", "http")).isEqualTo(ExitStatus.USAGE);

        assertThat(err.toString())
                .isEqualTo("weir: weir.http.port: http (expected: 0 to 65535)" + System.lineSeparator());
    }

    @Test
    void serving_everybody_wants_to_be_asked_for() {
        assertThat(run("serve", "--host", "0.0.0.0")).isEqualTo(ExitStatus.USAGE);

        assertThat(err.toString()).contains("weir.http.host: 0.0.0.0").contains("weir.auth.insecure-public");
    }
}
