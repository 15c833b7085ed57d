package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLogTest {

    @TempDir
    Path folder;

    @Test
    void keeps_the_file_of_the_run_before() throws IOException {
        var file = folder.resolve("postgres.log");
        Stream.of("first run", "second run", "third run").forEach(line -> new PostgresLog(file).add(line));

        assertThat(file).hasContent("third run");
        assertThat(folder.resolve("postgres.log.1")).hasContent("second run");
    }

    @Test
    void takes_two_full_files_at_most() throws IOException {
        var output = new PostgresLog(folder.resolve("postgres.log"));
        for (var i = 0; i < 35; i++) {
            output.add("x".repeat(1_000_000));
        }

        output.close();

        try (var files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(12_000_000));
        }
    }

    @Test
    void remembers_the_last_lines() {
        var output = new PostgresLog(folder.resolve("postgres.log"));
        for (var i = 1; i <= 22; i++) {
            output.add("line " + i);
        }

        assertThat(output.lastLines()).startsWith("line 3\nline 4").endsWith("line 22");
    }

    @Test
    void goes_on_when_it_cannot_write() {
        var output = new PostgresLog(folder.resolve("missing/postgres.log"));

        output.add("to memory alone");

        assertThat(output.lastLines()).isEqualTo("to memory alone");
    }
}
