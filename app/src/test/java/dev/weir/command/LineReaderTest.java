package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.InvalidText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    private static List<String> lines(InputStream in) throws IOException {
        var reader = new LineReader(in);
        var lines = new ArrayList<String>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        return lines;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte at a time, as the slowest pipe gives them. */
    private static InputStream slowly(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(1, length));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lines_end_with_lf_or_crlf_or_the_input(boolean slow) throws IOException {
        var text = "\ufeffa\r\n\n\r\nb\rc\n\ufeffd\u0000ü€😀";

        assertThat(lines(slow ? slowly(text) : bytes(text))).containsExactly("a", "", "", "b\rc", "\ufeffd\u0000ü€😀");
    }

    @Test
    void an_empty_input_has_no_lines_and_one_line_end_is_one_line() throws IOException {
        assertThat(lines(bytes(""))).isEmpty();
        assertThat(lines(bytes("\n"))).containsExactly("");
    }

    @Test
    void tells_how_many_bytes_were_taken() throws IOException {
        var reader = new LineReader(bytes("\ufeffü\r\nab"));

        reader.next();
        assertThat(reader.bytesTaken()).isEqualTo(7);
        reader.next();
        assertThat(reader.bytesTaken()).isEqualTo(9);
    }

    @Test
    void what_is_no_utf_8_is_named_with_its_byte() {
        var reader = new LineReader(new ByteArrayInputStream(new byte[] {'"', 'a', (byte) 0xff, '"', '\n'}));

        assertThatThrownBy(reader::next)
                .isInstanceOf(InvalidText.class)
                .hasMessage("byte 3: 0xff (expected: valid UTF-8)");
    }

    @Test
    void the_longest_line_passes_and_one_byte_more_does_not() throws IOException {
        var longest = new byte[LineReader.LINE_BYTES_MAX + 2];
        Arrays.fill(longest, (byte) 'x');
        longest[LineReader.LINE_BYTES_MAX] = '\n';
        assertThat(new LineReader(new ByteArrayInputStream(longest)).next()).hasSize(LineReader.LINE_BYTES_MAX);

        longest[LineReader.LINE_BYTES_MAX] = 'x';
        longest[LineReader.LINE_BYTES_MAX + 1] = '\n';
        assertThatThrownBy(new LineReader(new ByteArrayInputStream(longest))::next)
                .isInstanceOf(InvalidText.class)
                .hasMessageContaining("longer than 16777216 bytes");
    }

    @Test
    void a_line_without_end_is_refused_before_it_fills_the_memory() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(new LineReader(endless)::next).isInstanceOf(InvalidText.class);
    }
}
