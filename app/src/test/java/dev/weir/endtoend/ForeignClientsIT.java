package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that others wrote, each on its own defaults, against the jar. All of them are run once, side by side; then what
 * each did is compared with its row of the table in {@code docs/FOREIGN-CLIENTS.md}, so that the table cannot go stale.
 */
@Tag("alone")
class ForeignClientsIT {

    private static final Path TABLE = Path.of("..", "docs", "FOREIGN-CLIENTS.md");
    private static final ClientCells cells = new ClientCells();

    @BeforeAll
    @Timeout(600)
    static void run_all_that_are_here(@TempDir Path folder) {
        var clients = Arrays.stream(ForeignClient.values())
                .filter(client -> client.missing().isEmpty())
                .toList();
        if (clients.stream().anyMatch(ForeignClient::needsNpm)) {
            NpmFolder.CLIENTS.install();
        }
        try (var chromium = new Chromium(folder.resolve("chromium"));
                var life = new ClientLife(cells)) {
            var trials = new ClientTrials(cells, clients, chromium);
            trials.refuse(folder.resolve("full"));
            life.lead(clients, chromium, folder.resolve("data"), trials::readAndBeQuiet);
        }
    }

    @ParameterizedTest
    @EnumSource
    void does_what_its_row_says(ForeignClient client) throws IOException {
        var missing = client.missing();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("programs that CI must have").isEmpty();
        }
        assumeTrue(missing.isEmpty(), () -> "not installed: " + missing);

        var row = row(client);

        assertThat(cells.of(client)).as(cells.notes(client)).isEqualTo(row.subList(2, row.size()));
    }

    @ParameterizedTest
    @EnumSource
    void is_the_version_that_its_row_says(ForeignClient client) throws IOException {
        var version = row(client).get(1);

        if (client.pin().isEmpty()) {
            assertThat(version).as("whatever is installed").contains("Debian");
        } else {
            assertThat(pins()).contains(client.pin().replace("?", version));
        }
    }

    private static List<String> row(ForeignClient client) throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| " + client.row() + " |"))
                .findFirst()
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .orElseThrow(() -> new AssertionError(TABLE + " has no row for " + client.row()));
    }

    /** Where versions stand once: the root pom and package.json. */
    private static String pins() throws IOException {
        return Files.readString(Path.of("..", "pom.xml"))
                + Files.readString(Path.of("src", "test", "js", "clients", "package.json"));
    }
}
