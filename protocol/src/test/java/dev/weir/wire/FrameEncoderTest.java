package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {

    private final FrameBuffer out = new FrameBuffer();

    @Test
    void an_event_is_type_data_and_id_last() {
        FrameEncoder.event(out, event("trade", "{\"px\":10}"), "1-42");

        assertThat(written()).isEqualTo("event: trade\ndata: {\"px\":10}\nid: 1-42\n\n");
    }

    @Test
    void without_a_type_there_is_no_event_line() {
        FrameEncoder.event(out, event(null, "x"), "1-42");

        assertThat(written()).isEqualTo("data: x\nid: 1-42\n\n");
    }

    @Test
    void every_line_of_data_is_a_data_line() {
        FrameEncoder.event(out, event(null, "a\nb\rc\r\nd\n\re\r\n"), "1-1");

        assertThat(written()).isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\ndata: \nid: 1-1\n\n");
    }

    @Test
    void data_keeps_its_spaces_and_any_character() {
        FrameEncoder.event(out, event(null, "  a \0\ufeffé€\ud83d\ude00\u2028"), "1-1");

        assertThat(written()).isEqualTo("data:   a \0\ufeffé€\ud83d\ude00\u2028\nid: 1-1\n\n");
    }

    @Test
    void the_prologue_is_one_block() {
        FrameEncoder.retry(out, 3417);
        FrameEncoder.control(
                out,
                ControlFrames.streamOpen("c1", "n1", 25, false, Map.of(new TopicName("trades"), new Position(1, 41))),
                "1-41");

        assertThat(written())
                .isEqualTo("retry: 3417\nevent: stream-open\ndata: {\"connection\":\"c1\",\"node\":\"n1\","
                        + "\"heartbeat\":25,\"gap\":false,\"topics\":{\"trades\":\"1-41\"}}\nid: 1-41\n\n");
    }

    @Test
    void a_goodbye_may_bring_a_new_retry_and_no_id() {
        FrameEncoder.retry(out, 0);
        FrameEncoder.control(out, ControlFrames.streamBye(StreamEnd.OVERLOAD, 2500), null);

        assertThat(written()).isEqualTo("""
                        retry: 0
                        event: stream-bye
                        data: {"code":3005,"reason":"overload","reconnect":true,"afterMs":2500}

                        """);
    }

    @Test
    void a_heartbeat_is_one_line() {
        FrameEncoder.heartbeat(out);

        assertThat(written()).isEqualTo(": hb\n");
    }

    @Test
    void a_cleared_buffer_begins_anew_in_the_same_array() {
        FrameEncoder.event(out, event("a", "b"), "1-1");
        byte[] before = out.bytes();
        out.clear();
        FrameEncoder.heartbeat(out);

        assertThat(out.bytes()).isSameAs(before);
        assertThat(written()).isEqualTo(": hb\n");
    }

    @Test
    void a_buffer_grows_with_a_large_event_and_gives_it_up_when_cleared() {
        var data = "é\n".repeat(1 << 20);
        FrameEncoder.event(out, event(null, data), "1-1");

        assertThat(Splits.whole(out.toByteArray()).frames())
                .containsExactly(new Frame.EventFrame("message", data, "1-1"));
        out.clear();
        assertThat(out.bytes()).hasSizeLessThan(1 << 20);
        assertThat(out.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\n", "a\r\ndata: x"})
    void a_name_or_an_id_that_would_be_more_than_a_field_is_refused(String value) {
        assertThatThrownBy(() -> FrameEncoder.block(out, value, "x", "1-1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FrameEncoder.block(new FrameBuffer(), "x", "x", value))
                .hasMessageContaining("(expected: no CR, LF or NUL)");
        assertThat(out.length()).isZero();
    }

    @Test
    void retry_is_never_negative() {
        assertThatThrownBy(() -> FrameEncoder.retry(out, -1)).hasMessage("retry: -1 (expected: >= 0)");
    }

    private String written() {
        return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
    }

    private static Event event(@Nullable String type, String data) {
        return new Event(new Position(1, 42), Instant.EPOCH, Content.TEXT, data, type, null);
    }
}
