package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.client.StreamItem.Message;
import dev.weir.client.StreamItem.Missed;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Texts as they are read from and written to a shell. */
class ShownTest {

    private static final TopicName QUAKES = new TopicName("quakes");

    @Test
    void nothing_that_moves_a_cursor_or_turns_a_line_is_shown_as_it_is() {
        assertThat(Shown.line("a\u001b[2J\u0007\u009b\u007f\r\nb\u202e\u2028\tü😀\\n"))
                .isEqualTo("a\\u001b[2J\\u0007\\u009b\\u007f\\u000d\\nb\\u202e\\u2028\tü😀\\n");
    }

    @Test
    void an_event_is_one_line_for_people() {
        var message = new Message("tick", "two\nlines", "1-7");

        assertThat(new TailForm.Lines(false, false).event(QUAKES, message)).isEqualTo("1-7 tick two\\nlines\n");
        assertThat(new TailForm.Lines(true, true).event(QUAKES, message))
                .isEqualTo("quakes \u001b[2m1-7\u001b[0m \u001b[36mtick\u001b[0m two\\nlines\n");
        assertThat(new TailForm.DataOnly(false).event(QUAKES, message)).isEqualTo("two\nlines\n");
        assertThat(new TailForm.DataOnly(true).event(QUAKES, message)).isEqualTo("two\\nlines\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": [1, 2.50]} | {\"a\": [1, 2.50]}",
                "7 | 7",
                "\"\u009b\u007f\" | \"\\u009b\\u007f\"",
                "not json | \"not json\"",
                "a\"b | \"a\\\"b\"",
                "{\"a\":1} {} | \"{\\\"a\\\":1} {}\"",
            })
    void data_is_a_json_value_where_it_reads_as_one_and_else_a_string(String data, String value) {
        assertThat(new TailForm.Objects().event(QUAKES, new Message("message", data, "1-7")))
                .isEqualTo("{\"topic\":\"quakes\",\"id\":\"1-7\",\"seq\":7,\"type\":\"message\",\"data\":" + value
                        + "}\n");
    }

    @Test
    void json_on_several_lines_becomes_one() {
        assertThat(new TailForm.Objects().event(QUAKES, new Message("m", "{\n\"a\":1\n}", "x")))
                .isEqualTo("{\"topic\":\"quakes\",\"id\":\"x\",\"type\":\"m\",\"data\":{ \"a\":1 }}\n");
    }

    @Test
    void a_gap_is_a_line_among_objects_only() {
        var gap = new Gap(
                QUAKES, GapCause.RETENTION, "1-4", new Position(1, 10), new Position(1, 42), 5L, new Position(1, 9));

        assertThat(new TailForm.Objects().gap(new Missed(gap, "1-9")))
                .isEqualTo(
                        "{\"control\":\"stream-gap\",\"topic\":\"quakes\",\"cause\":\"retention\",\"requested\":\"1-4\","
                                + "\"earliest\":\"1-10\",\"latest\":\"1-42\",\"lost\":5,\"from\":\"1-9\",\"id\":\"1-9\"}\n");
        assertThat(new TailForm.Lines(false, false).gap(new Missed(gap, "1-9"))).isNull();
    }

    @Test
    void places_count_once_their_bytes_are_written() {
        var places = new Places(List.of(QUAKES));
        places.reach(10, QUAKES, "1-1");
        places.reach(20, QUAKES, "1-2");
        assertThat(places.options()).isEmpty();

        places.written(19);
        assertThat(places.options()).isEqualTo("--last-event-id 1-1");
        places.written(20);
        assertThat(places.options()).isEqualTo("--last-event-id 1-2");
    }

    @Test
    void options_to_go_on_can_be_pasted_into_a_shell() {
        var odd = new TopicName("it's $HOME");
        var places = new Places(List.of(QUAKES, odd));
        places.reach(0, QUAKES, "1-1");
        places.reach(0, odd, "1-2~");
        places.written(0);

        assertThat(places.options()).isEqualTo("--after quakes=1-1 --after 'it'\\''s $HOME=1-2~'");
        places.leave(QUAKES);
        assertThat(places.options()).isEqualTo("--after 'it'\\''s $HOME=1-2~'");
    }

    @ParameterizedTest
    @CsvSource({"500ms,1s", "60s,1m00s", "5m,5m00s", "90m,1h30m", "2d,48h00m", "0s,0s"})
    void durations_are_read_and_shown(String text, String shown) {
        assertThat(DurationText.shown(new DurationText().convert(text))).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "-1s", "1.5s", "s", "1 s", "1w", "99999999999s"})
    void what_is_no_duration_is_told_with_an_example(String text) {
        assertThatThrownBy(() -> new DurationText().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("expected: a duration such as 60s");
        assertThat(DurationText.shown(Duration.ofSeconds(-3))).isEqualTo("0s");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, http://localhost:8080",
        "weir, http://weir",
        "https://h/below, https://h/below",
        "[::1]:80, http://[::1]:80",
    })
    void an_address_may_leave_out_its_scheme(String text, URI address) {
        assertThat(ServerOptions.address(text, Map.of("WEIR_SERVER", "other"))).isEqualTo(address);
        assertThat(ServerOptions.address(null, Map.of("WEIR_SERVER", text))).isEqualTo(address);
        assertThat(ServerOptions.address(null, Map.of())).hasToString("http://localhost:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "http://", "http://h?x", "http://h#x", "http://me:secret@h", "a b", ":80"})
    void what_is_no_address_is_told(String text) {
        assertThatThrownBy(() -> ServerOptions.address(text, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--server: " + text + " (expected: ");
    }

    @Test
    void a_token_is_one_word_and_never_shown(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("token"), "a.b-c\n");
        assertThat(ServerOptions.token(file)).isEqualTo("a.b-c");

        Files.writeString(file, "secret secret");
        assertThatThrownBy(() -> ServerOptions.token(file))
                .hasMessage("--token-file: " + file
                        + ": holds no token (expected: one word of printable ASCII characters)");
        assertThatThrownBy(() -> ServerOptions.token(folder.resolve("none"))).hasMessageContaining("no such file");
    }
}
