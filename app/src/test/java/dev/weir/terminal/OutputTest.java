package dev.weir.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTest {

    /** A disk with so much room, which takes a few bytes at a time. */
    private static final class Disk implements WritableByteChannel {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int room;
        private boolean refusedOnce;

        private Disk(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (taken.size() == room) {
                throw new IOException("No space left on device");
            }
            if (!refusedOnce) {
                refusedOnce = true;
                return 0;
            }
            int count = Math.min(Math.min(7, from.remaining()), room - taken.size());
            for (int i = 0; i < count; i++) {
                taken.write(from.get());
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void everything_is_written_once_and_in_order_however_little_is_taken_at_a_time() throws IOException {
        var disk = new Disk(Integer.MAX_VALUE);
        var output = new Output(disk);
        var large = "€".repeat(20_000);

        output.write("a\n");
        output.write(large);
        output.flush();

        assertThat(disk.taken.toString(StandardCharsets.UTF_8)).isEqualTo("a\n" + large);
        assertThat(output.written()).isEqualTo(60_002).isEqualTo(output.accepted());
    }

    @Test
    void knows_how_far_it_came_when_the_disk_is_full() throws IOException {
        var output = new Output(new Disk(10));
        output.write("123456789012");

        assertThatThrownBy(output::flush).isInstanceOf(IOException.class);

        assertThat(output.written()).isEqualTo(10);
        assertThat(output.accepted()).isEqualTo(12);
    }

    @Test
    void tells_a_broken_pipe_from_a_full_disk() {
        assertThat(Output.isBrokenPipe(new IOException("Broken pipe"))).isTrue();
        assertThat(Output.isBrokenPipe(new IOException("No space left on device")))
                .isFalse();
        assertThat(Output.isBrokenPipe(new IOException())).isFalse();
    }

    @Test
    void a_progress_line_is_cut_to_the_terminal_and_renewed_ten_times_a_second() {
        var text = new StringWriter();
        var line = new ProgressLine(new PrintWriter(text), true, Map.of("COLUMNS", "6"));

        line.update("0123456789", 1_000_000_000);
        line.update("not yet", 1_099_999_999);
        line.update("abc", 1_100_000_000);
        line.clear();
        line.clear();

        assertThat(text).hasToString("\r\u001b[K01234\r\u001b[Kabc\r\u001b[K");
    }

    @Test
    void nothing_is_shown_where_nobody_looks_or_the_cursor_cannot_move() {
        var text = new StringWriter();
        new ProgressLine(new PrintWriter(text), false, Map.of()).update("x");
        new ProgressLine(new PrintWriter(text), true, Map.of("TERM", "dumb")).update("x");

        assertThat(text).hasToString("");
    }

    @Test
    void colours_can_be_turned_off() {
        assertThat(Terminal.wantsColour(Map.of("TERM", "xterm", "NO_COLOR", "")))
                .isTrue();
        assertThat(Terminal.wantsColour(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.wantsColour(Map.of("TERM", "dumb"))).isFalse();
    }
}
