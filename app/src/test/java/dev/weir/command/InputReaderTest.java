package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InputReaderTest {

    private final BatchAhead ahead = new BatchAhead(100, 1_000, Duration.ZERO);

    private List<Draft> read(String text, long fromLine, boolean envelope, @Nullable String type) throws Exception {
        var lines = InputLines.of(List.of(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        new InputReader(lines, new LineDrafts("run", envelope, type), fromLine, ahead).run();
        var batch = ahead.take();
        return batch == null ? List.of() : batch.drafts();
    }

    private BatchAhead.InputEnd end() {
        return Objects.requireNonNull(ahead.end());
    }

    @Test
    void every_line_has_a_key_of_the_run_and_its_number() throws Exception {
        assertThat(read("1\n\n \t\r\n{\"a\": 2} \n", 1, false, "tick"))
                .containsExactly(
                        new Draft(Content.JSON, "1", "tick", null, "run:1"),
                        new Draft(Content.JSON, "{\"a\": 2}", "tick", null, "run:4"));
        assertThat(end()).isEqualTo(new BatchAhead.InputEnd(4, null));
    }

    @Test
    void an_envelope_keeps_what_it_says_itself() throws Exception {
        var text = "{\"data\":1}\n{\"data\":2,\"type\":\"own\",\"key\":\"k\",\"idempotencyKey\":\"mine\"}\n";

        assertThat(read(text, 1, true, "tick"))
                .containsExactly(
                        new Draft(Content.JSON, "1", "tick", null, "run:1"),
                        new Draft(Content.JSON, "2", "own", "k", "mine"));
    }

    @Test
    void lines_before_the_first_wanted_one_are_not_even_looked_at() throws Exception {
        assertThat(read("not json\n2\n3\n", 3, false, null))
                .containsExactly(new Draft(Content.JSON, "3", null, null, "run:3"));
    }

    @Test
    void an_input_that_ends_before_the_line_to_go_on_with_is_another_one() throws Exception {
        assertThat(read("1\n2\n", 3, false, null)).isEmpty();
        assertThat(end().problem()).isNull();

        assertThat(read("1\n2\n", 4, false, null)).isEmpty();
        assertThat(end().problem())
                .isEqualTo("the input ends at line 2, before line 4 where this run goes on"
                        + " (expected: the same input as before)");
    }

    @Test
    void a_malformed_line_ends_the_input_behind_those_before_it() throws Exception {
        assertThat(read("1\n{\"a\":\u0000}\n3\n", 1, false, null)).hasSize(1);

        assertThat(end().problem()).startsWith("standard input line 2: JSON near offset ");
    }

    @Test
    void a_reserved_type_and_a_space_of_another_kind_are_malformed_too() throws Exception {
        read("{\"data\":1,\"type\":\"stream-x\"}\n", 1, true, null);
        assertThat(end().problem()).startsWith("standard input line 1: event type: \"stream-x\"");

        read("\u3000\n", 1, false, null);
        assertThat(end().problem()).startsWith("standard input line 1: JSON near offset 0");
    }
}
