package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells a program that its parent was killed")
class KilledNodeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path PROGRAMS = Path.of("target").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void takes_its_server_with_it_and_the_next_one_has_all_that_was_committed() throws Exception {
        try (var node = NodeForTests.start(folder, PROGRAMS)) {
            node.awaitReady();
            remember("before the kill");
            var server = NodeForTests.serverPid(folder);

            node.kill();

            await().atMost(PATIENCE).until(() -> NodeForTests.isGone(server));
            assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
            assertThat(remembered()).isEqualTo("before the kill");
        }
    }

    @Test
    void does_not_keep_the_next_one_waiting() throws Exception {
        try (var node = NodeForTests.start(folder, PROGRAMS)) {
            node.awaitReady();
            remember("before the kill");

            node.kill();

            assertThat(remembered()).isEqualTo("before the kill");
        }
    }

    @Test
    void leaves_data_that_recovers_when_its_server_was_killed_too() throws Exception {
        try (var node = NodeForTests.start(folder, PROGRAMS)) {
            node.awaitReady();
            remember("before the kill");
            var server = NodeForTests.serverPid(folder);

            ProcessHandle.of(server).orElseThrow().destroyForcibly();
            node.kill();

            assertThat(NodeForTests.serverPid(folder)).isEqualTo(server);
            assertThat(remembered()).isEqualTo("before the kill");
        }
    }

    @Test
    void leaves_a_server_that_is_stopped_where_it_did_not_die() throws Exception {
        var binaries = PostgresBinaries.unpackInto(PROGRAMS);
        var account = PostgresAccount.choose();
        try (var node = NodeForTests.start(folder, PROGRAMS)) {
            node.awaitReady();
            remember("before the kill");
            node.kill();
            await().atMost(PATIENCE).until(() -> Files.notExists(folder.resolve("data/postmaster.pid")));
        }
        var orphan = new ProcessBuilder(account.command(
                        binaries.program("postgres"),
                        "-D",
                        folder.resolve("data").toString(),
                        "-c",
                        "unix_socket_directories=",
                        "-p",
                        Integer.toString(port())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("data/postmaster.pid")));

            var remembered = remembered();

            assertThat(remembered).isEqualTo("before the kill");
            assertThat(orphan.isAlive()).isFalse();
        } finally {
            orphan.destroyForcibly().waitFor();
        }
    }

    @Test
    void leaves_nothing_half_made_when_killed_at_its_first_start() throws Exception {
        try (var node = NodeForTests.start(folder, PROGRAMS)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(this::isBeingMade);

            node.kill();

            assertThat(folder.resolve("data")).doesNotExist();
            try (var server = PostgresForTests.startIn(folder)) {
                assertThat(server.alive()).isTrue();
            }
        }
    }

    @Test
    void is_not_joined_by_a_second_one_on_its_folder() throws Exception {
        try (var first = NodeForTests.start(folder, PROGRAMS)) {
            first.awaitReady();

            try (var second = NodeForTests.start(folder, PROGRAMS)) {
                assertThat(second.line())
                        .matches("data folder .*: in use by process [0-9]+ \\(expected: one running node for each data"
                                + " folder\\)");
            }

            remember("the first goes on");
        }
    }

    private boolean isBeingMade() throws IOException {
        try (var children = Files.list(folder)) {
            return children.anyMatch(child ->
                    child.getFileName().toString().startsWith("data.") && Files.exists(child.resolve("PG_VERSION")));
        }
    }

    private int port() throws IOException {
        return Integer.parseInt(
                Files.readString(folder.resolve("postgres.port")).strip());
    }

    private void remember(String text) throws IOException, SQLException {
        var password = Files.readString(folder.resolve("postgres.password")).strip();
        var settings = new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port() + "/postgres", "weir", password);
        try (var connection = settings.open();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE memory AS SELECT '" + text + "'::text AS text");
        }
    }

    private String remembered() throws SQLException {
        try (var server = PostgresForTests.startIn(folder)) {
            return SchemaIT.firstColumn(server.settings(), "SELECT text FROM memory")
                    .get(0);
        }
    }
}
