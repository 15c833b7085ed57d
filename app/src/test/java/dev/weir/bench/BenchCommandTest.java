package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }

    private static Plan plan(Scenario scenario, String... arguments) {
        var options = new BenchOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("bench", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(arguments);
        return options.plan(scenario);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void help_has_a_line_for_every_scenario(Scenario scenario) {
        assertThat(run("--help")).isZero();

        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith("  " + scenario.word() + " ") && line.length() <= 80);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | scenario: none (expected: one of publish, fanout,",
                "fan-out | scenario: fan-out (expected: one of publish, fanout,",
                "fanout --connections 0 | --connections: 0 (expected: 1 to",
                "fanout --rate -1 | --rate: -1.0 (expected:",
                "fanout --size 63 | --size: 63 (expected: 64 to 65536)",
                "fanout --batch 10001 | --batch: 10001 (expected: 1 to 10000)",
                "fanout --batch 1000 --size 65536 | --batch: 1000 events of 65536 bytes (expected: at most 8 MiB",
                "fanout --seconds 0 | --seconds: 0 (expected:",
                "fanout --runs 0 | --runs: 0 (expected:",
                "fanout --topics 5 --publishers 4 | --publishers: 4 (expected: at least one for each of 5 topics)",
                "fanout --publishers 9999 | --publishers: 9999 (expected: 1 to 9998)",
                "publish --publishers 4 | --publishers: 4 (expected: --connections",
                "publish --topics 65 | --connections: 64 (expected: at least one for each of 65 topics)",
                "catch-up --publishers 2 | --publishers: 2 (expected: one for each topic",
                "fanout --url ftp://x | --url: ftp://x",
                "fanout --url https://127.0.0.1 | (expected: http://host:port/…)",
                "fanout --url http://127.0.0.1:1 --stream-url http://127.0.0.1:1 | --url: with --stream-url",
                "fanout --stream-url http://127.0.0.1:1 | (expected: both)",
                "fanout --stream-url http://127.0.0.1:1 --publish-url http://127.0.0.1:1 --batch 2 | --batch: 2 (expected: 1",
                "fanout --stream-url http://127.0.0.1:1 --publish-url http://127.0.0.1:1 --topics 2 | URLs with {topic}",
                "catch-up --stream-url http://127.0.0.1:1 --publish-url http://127.0.0.1:1 | needs a server that resumes",
                "resume-storm --url http://127.0.0.1:1 | resume-storm: kills the server",
                "fanout --slow 1 | --slow: 1 (expected: only with slow-readers)",
                "slow-readers --slow 0 | --slow: 0 (expected: 1 or more",
                "slow-readers --connections 5 --slow 5 | --slow: 5 (expected: 1 or more, and fewer than the 5 of",
                "slow-readers --slow-rate 63 | --slow-rate: 63 (expected: 64 to 1000000)",
                "fanout --pid 1 | --pid: of a server that the bench starts",
                "ceiling --topics 2 | ceiling:",
                "fanout --connections 1000000 | (expected: at least 1000",
            })
    void a_mistake_is_told_in_one_line_and_ends_with_2(String arguments, String told) {
        assertThat(run(arguments)).isEqualTo(2);

        assertThat(err.toString()).contains(told);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void fanout_publishes_batches_as_fast_as_answered_and_single_events_at_a_rate() {
        assertThat(plan(Scenario.FANOUT).batch()).isEqualTo(50);
        assertThat(plan(Scenario.FANOUT, "--rate", "200").batch()).isEqualTo(1);
        assertThat(plan(Scenario.FANOUT, "--rate", "200", "--batch", "7").batch())
                .isEqualTo(7);
        assertThat(plan(Scenario.SPARSE).batch()).isEqualTo(1);
    }

    @Test
    void publish_has_a_publisher_on_each_connection() {
        assertThat(plan(Scenario.PUBLISH).publishers()).isEqualTo(64);
        assertThat(plan(Scenario.PUBLISH, "--connections", "7").publishers()).isEqualTo(7);
    }

    @Test
    void a_hundredth_of_the_streams_is_slow_and_events_are_so_large_that_it_matters() {
        assertThat(plan(Scenario.SLOW_READERS).slow()).isEqualTo(10);
        assertThat(plan(Scenario.SLOW_READERS, "--connections", "50").slow()).isEqualTo(1);
        assertThat(plan(Scenario.SLOW_READERS).size()).isEqualTo(4096);
        assertThat(plan(Scenario.SLOW_READERS, "--size", "200").size()).isEqualTo(200);
        assertThat(plan(Scenario.FANOUT).slow()).isZero();
        assertThat(plan(Scenario.FANOUT).size()).isEqualTo(200);
    }

    @Test
    void there_is_a_publisher_for_each_topic() {
        assertThat(plan(Scenario.FANOUT, "--topics", "9").publishers()).isEqualTo(9);
        assertThat(plan(Scenario.FANOUT).publishers()).isEqualTo(4);
    }
}
