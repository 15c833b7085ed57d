package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    @TempDir
    Path folder;

    @Test
    void says_what_was_written_last_until_it_is_removed() throws IOException {
        var checkpoint = new Checkpoint(folder.resolve("c"));
        assertThat(checkpoint.read()).isNull();

        checkpoint.write(new Checkpoint.Place("t\"ü", "run", 0));
        checkpoint.write(new Checkpoint.Place("t\"ü", "run", 1_000));

        assertThat(checkpoint.read()).isEqualTo(new Checkpoint.Place("t\"ü", "run", 1_000));
        assertThat(folder).isDirectoryContaining("glob:**/c").isDirectoryNotContaining("glob:**/*.new");
        checkpoint.remove();
        assertThat(checkpoint.read()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{\"topic\":\"t\",\"run\":\"r\"}",
                "{\"topic\":\"t\",\"run\":\"r\",\"line\":-1}",
                "{\"topic\":\"t\",\"run\":\"r\",\"line\":\"1\"}",
                "{\"topic\":null,\"run\":\"r\",\"line\":1}",
                "{\"topic\":\"t\",\"run\":\"r\",\"line\":1} x",
                "{\"topic\":\"t\",\"run\":\"r\",\"line\":1,\"more\":1}",
                "{\"topic\":\"t\",\"run\":\"r\",\"line\":1"
            })
    void anything_else_is_an_error_that_says_so(String text) throws IOException {
        var file = Files.writeString(folder.resolve("c"), text);

        assertThatThrownBy(() -> new Checkpoint(file).read())
                .isInstanceOf(IOException.class)
                .hasMessage("checkpoint: " + file + ": is damaged, or something else"
                        + " (expected: a checkpoint of weir publish, or no file)");
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        var checkpoint = new Checkpoint(folder.resolve("none/c"));

        assertThatThrownBy(() -> checkpoint.write(new Checkpoint.Place("t", "r", 1)))
                .hasMessage("checkpoint: " + folder.resolve("none/c") + ": no such file");
    }
}
