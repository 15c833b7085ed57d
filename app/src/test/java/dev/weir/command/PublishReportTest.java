package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.command.PublishOutcome.Ending;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PublishReportTest {

    private static final PublishTally ALL = new PublishTally(1_707, 1_700, 7, "1-1", "1-1700", 100);

    private static PublishReport report(PublishOutcome outcome, boolean remembered) {
        return new PublishReport("http://h:1", "quakes", "r1", outcome, Duration.ofMillis(800), remembered);
    }

    @Test
    void a_complete_run_is_summed_up() {
        var report = report(PublishOutcome.of(Ending.COMPLETE, "", ALL), false);

        assertThat(report.line())
                .isEqualTo("1707 lines published to quakes (1-1 to 1-1700), 7 of them before, 0.8 s, 2134/s");
        assertThat(report.json())
                .isEqualTo("{\"topic\":\"quakes\",\"run\":\"r1\",\"complete\":true,\"lines\":1707,\"before\":7,"
                        + "\"firstId\":\"1-1\",\"lastId\":\"1-1700\",\"storedThrough\":1707,\"doubtThrough\":1707,"
                        + "\"seconds\":0.8}");
    }

    @Test
    void an_empty_input_is_told() {
        assertThat(report(PublishOutcome.of(Ending.COMPLETE, "", PublishTally.at(0)), false)
                        .line())
                .isEqualTo("no lines published to quakes: nothing is in the input");
    }

    @Test
    void a_failure_says_what_is_stored_and_how_to_go_on() {
        var outcome = new PublishOutcome(Ending.GAVE_UP, "cannot connect", ALL, 2_000);

        assertThat(report(outcome, false).line())
                .isEqualTo("http://h:1: cannot connect; lines 1 to 1707 are stored, lines 1708 to 2000 perhaps,"
                        + " the rest was not sent; go on with: --run r1 --from-line 1708");
        assertThat(report(outcome, true).line()).endsWith("go on with: the same command, or --run r1 --from-line 1708");
    }

    @Test
    void an_input_to_mend_says_so() {
        var outcome = PublishOutcome.of(Ending.BAD_INPUT, "f line 2: bad", PublishTally.at(1));

        assertThat(report(outcome, false).line())
                .isEqualTo("f line 2: bad; line 1 is stored, nothing behind it was sent;"
                        + " go on after mending with: --run r1 --from-line 2");
    }

    @Test
    void progress_tells_percent_and_time_left_when_the_size_is_known() {
        var tally = new PublishTally(1_200, 1_200, 0, "1-1", "1-1200", 75);

        assertThat(PublishWatch.progress(tally, Duration.ofSeconds(3), 100))
                .isEqualTo("1,200 lines  400/s  75 %  1s left");
        assertThat(PublishWatch.progress(tally, Duration.ofSeconds(3), InputLines.BYTES_UNKNOWN))
                .isEqualTo("1,200 lines  400/s");
        assertThat(PublishWatch.progress(PublishTally.at(0), Duration.ZERO, 100))
                .isEqualTo("0 lines  0/s");
    }
}
