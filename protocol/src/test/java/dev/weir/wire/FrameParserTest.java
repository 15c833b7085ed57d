package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.Frame.CommentFrame;
import dev.weir.wire.Frame.EventFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameParserTest {

    @ParameterizedTest
    @MethodSource("dev.weir.wire.FrameCase#all")
    void reads_each_case_alike_however_it_is_cut(FrameCase given) {
        var expected = given.expected();
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);

        assertThat(Splits.whole(given.input())).as("whole").isEqualTo(expected);
        assertThat(Splits.byteByByte(given.input())).as("byte by byte").isEqualTo(expected);
        for (int i = 0; i < 50; i++) {
            assertThat(Splits.atRandom(given.input(), random))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @RepeatedTest(20)
    void reads_noise_alike_however_it_is_cut() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        String[] words = {"data", "id", "event", "retry", ":", " ", "\r", "\n", "\r\n", "\n\n", "\0", "\ufeff", "é", "7"
        };
        var text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append(words[random.nextInt(words.length)]);
        }
        byte[] stream = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20; i++) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
        }

        var whole = Splits.whole(stream);

        assertThat(Splits.byteByByte(stream)).as("seed %d", seed).isEqualTo(whole);
        assertThat(Splits.atRandom(stream, random)).as("seed %d", seed).isEqualTo(whole);
    }

    @Test
    void takes_a_line_at_its_bound_and_refuses_one_beyond() {
        var line = ":" + "x".repeat(9) + "\n";

        assertThat(new FrameParser(10, 100).parse(utf8(line))).containsExactly(new CommentFrame("x".repeat(9)));
        assertThat(new FrameParser(10, 100).parse(utf8("\ufeff" + line))).hasSize(1);
        assertThatThrownBy(() -> new FrameParser(9, 100).parse(utf8(line)))
                .isInstanceOf(FrameTooLarge.class)
                .hasMessage("line: larger than the reader holds (expected: at most 9 bytes)");
    }

    @Test
    void refuses_a_line_beyond_its_bound_before_its_end_has_come() {
        var parser = new FrameParser(1000, 1000);
        byte[] chunk = utf8("x".repeat(100));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 11; i++) {
                        parser.parse(chunk);
                    }
                })
                .isInstanceOf(FrameTooLarge.class);
    }

    @Test
    void takes_an_event_at_its_bound_and_refuses_one_beyond() {
        var block = "data: é\ndata: b\n\n";

        assertThat(new FrameParser(100, 5).parse(utf8(block))).containsExactly(new EventFrame("message", "é\nb", ""));
        assertThatThrownBy(() -> new FrameParser(100, 4).parse(utf8(block)))
                .isInstanceOf(FrameTooLarge.class)
                .hasMessage("event: larger than the reader holds (expected: at most 4 bytes)");
    }

    @Test
    void gives_out_what_came_before_a_line_beyond_its_bound_and_then_nothing_more() {
        var parser = new FrameParser(10, 100);
        var frames = new ArrayList<Frame>();
        byte[] stream = utf8(": a\n" + "x".repeat(11) + "\n: b\n");

        assertThatThrownBy(() -> parser.parse(stream, 0, stream.length, frames::add))
                .isInstanceOf(FrameTooLarge.class);
        assertThat(frames).containsExactly(new CommentFrame("a"));
        assertThatThrownBy(() -> parser.parse(utf8(": c\n"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bounds_count_one_event_not_the_stream() {
        var parser = new FrameParser(20, 20);

        for (int i = 0; i < 1000; i++) {
            assertThat(parser.parse(utf8("data: 0123456789\n\n"))).hasSize(1);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
