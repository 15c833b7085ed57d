package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputLinesTest {

    private static final InputStream NOTHING = InputStream.nullInputStream();

    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void counts_over_all_inputs_and_names_the_line_in_its_own() throws Exception {
        var standard = new ByteArrayInputStream("3\n4".getBytes(StandardCharsets.UTF_8));
        var names = List.of(file("a", "1\n2\n"), "-", file("b", "5\n"));

        try (var lines = InputLines.of(names, standard)) {
            assertThat(lines.next()).isEqualTo(new InputLines.Line(1, names.get(0) + " line 1", "1"));
            assertThat(lines.next()).isEqualTo(new InputLines.Line(2, names.get(0) + " line 2", "2"));
            assertThat(lines.next()).isEqualTo(new InputLines.Line(3, "standard input line 1 (3 of all inputs)", "3"));
            assertThat(lines.next()).isEqualTo(new InputLines.Line(4, "standard input line 2 (4 of all inputs)", "4"));
            assertThat(lines.next()).isEqualTo(new InputLines.Line(5, names.get(2) + " line 1 (5 of all inputs)", "5"));
            assertThat(lines.next()).isNull();
            assertThat(lines.count()).isEqualTo(5);
            assertThat(lines.bytesTaken()).isEqualTo(9);
        }
    }

    @Test
    void the_size_is_known_when_all_are_files() throws Exception {
        var file = file("a", "12345");

        assertThat(InputLines.of(List.of(file, file), NOTHING).bytesTotal()).isEqualTo(10);
        assertThat(InputLines.of(List.of(file, "-"), NOTHING).bytesTotal()).isEqualTo(InputLines.BYTES_UNKNOWN);
        assertThat(InputLines.of(List.of(), NOTHING).bytesTotal()).isEqualTo(InputLines.BYTES_UNKNOWN);
    }

    @Test
    void a_name_that_is_no_file_is_found_before_anything_is_read() throws IOException {
        var file = file("a", "1\n");

        assertThatThrownBy(() -> InputLines.of(List.of(file, folder.resolve("b").toString()), NOTHING))
                .isInstanceOf(BadInput.class)
                .hasMessage(folder.resolve("b") + ": no such file (expected: a file that can be read)");
        assertThatThrownBy(() -> InputLines.of(List.of(folder.toString()), NOTHING))
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> InputLines.of(List.of("-", "-"), NOTHING)).hasMessageContaining("named twice");
    }

    @Test
    void an_input_that_cannot_be_read_on_is_named_with_its_line() throws Exception {
        var broken = new InputStream() {
            private int left = 2;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("Input/output error");
                }
                return left == 1 ? '1' : '\n';
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                to[from] = (byte) read();
                return 1;
            }
        };
        var lines = InputLines.of(List.of(), broken);
        lines.next();

        assertThatThrownBy(lines::next)
                .isInstanceOf(BadInput.class)
                .hasMessage("standard input line 2: Input/output error (expected: an input that can be read)");
    }
}
