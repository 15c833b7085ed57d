package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void is_durable_checked_and_local() throws SQLException {
        try (var server = PostgresForTests.startIn(folder)) {
            DurabilityCheck.pass(server.settings());
            assertThat(setting(server, "server_version")).isEqualTo(PostgresBinaries.VERSION.replace(".0", ""));
            assertThat(setting(server, "data_checksums")).isEqualTo("on");
            assertThat(setting(server, "server_encoding")).isEqualTo("UTF8");
            assertThat(setting(server, "password_encryption")).isEqualTo("scram-sha-256");
            assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(server, "unix_socket_directories")).isEmpty();
            assertThat(setting(server, "statement_timeout")).isEqualTo("5s");
            assertThat(setting(server, "lock_timeout")).isEqualTo("2s");
            assertThat(setting(server, "application_name")).isEqualTo("weir");
        }
    }

    @Test
    void lets_nobody_in_without_the_password_which_only_its_owner_can_read() throws IOException {
        try (var server = PostgresForTests.startIn(folder)) {
            var settings = server.settings();

            assertThatThrownBy(new DatabaseSettings(settings.jdbcUrl(), settings.user(), "guess")::connect)
                    .hasMessageContaining("(expected: user and password that it accepts)");
            assertThat(permissions("postgres.password")).isEqualTo("rw-------");
            assertThat(permissions("data")).isEqualTo("rwx------");
            assertThat(settings.toString()).doesNotContain(settings.password());
        }
    }

    @Test
    void keeps_data_port_and_password_over_restarts() throws SQLException {
        DatabaseSettings before;
        try (var server = PostgresForTests.startIn(folder)) {
            before = server.settings();
            execute(server, "CREATE TABLE memory AS SELECT 'kept' AS text");
        }

        try (var server = PostgresForTests.startIn(folder)) {
            assertThat(server.settings()).isEqualTo(before);
            assertThat(firstValue(server, "SELECT text FROM memory")).isEqualTo("kept");
        }
    }

    @Test
    void moves_to_another_port_when_somebody_has_taken_its_own() throws Exception {
        DatabaseSettings before;
        try (var server = PostgresForTests.startIn(folder)) {
            before = server.settings();
        }
        var port = URI.create(before.jdbcUrl().substring("jdbc:".length())).getPort();

        try (var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                var server = PostgresForTests.startIn(folder)) {
            assertThat(other.isBound()).isTrue();
            assertThat(server.settings().jdbcUrl()).isNotEqualTo(before.jdbcUrl());
            assertThat(firstValue(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void starts_although_its_old_number_belongs_to_another_program_now() throws Exception {
        PostgresForTests.startIn(folder).close();
        var another = new ProcessBuilder("sleep", "60").start();
        try {
            var pidFile =
                    List.of(Long.toString(another.pid()), folder.resolve("data").toString(), "1");
            Files.write(folder.resolve("data/postmaster.pid"), pidFile);

            try (var server = PostgresForTests.startIn(folder)) {
                assertThat(NodeForTests.serverPid(folder)).isEqualTo(server.pid());
            }

            assertThat(another.isAlive()).isTrue();
        } finally {
            another.destroyForcibly();
        }
    }

    @Test
    void serves_one_owner_in_the_same_process_too_and_stays_locked_after_a_refusal() {
        try (var first = PostgresForTests.startIn(folder)) {
            for (var i = 0; i < 2; i++) {
                assertThatThrownBy(() -> PostgresForTests.startIn(folder))
                        .isInstanceOf(DatabaseUnusable.class)
                        .hasMessageContaining(
                                "in use by process " + ProcessHandle.current().pid() + ", this one");
            }
            assertThat(first.alive()).isTrue();
        }
        PostgresForTests.startIn(folder).close();
    }

    @Test
    void tells_that_it_died_but_not_that_it_was_closed() {
        var closed = PostgresForTests.startIn(folder);
        closed.close();

        try (var killed = PostgresForTests.startIn(folder)) {
            var died = killed.died().toCompletableFuture();
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();

            await().atMost(PATIENCE).until(died::isDone);
            assertThat(died).isCompletedWithValueMatching(reason -> reason.startsWith("PostgreSQL ended with status "));
            assertThat(killed.alive()).isFalse();
        }
        assertThat(closed.died().toCompletableFuture()).isNotDone();
    }

    @Test
    void is_out_of_reach_of_a_terminal_that_interrupts_the_node() throws IOException {
        try (var server = PostgresForTests.startIn(folder)) {
            var stat = Files.readString(Path.of("/proc", Long.toString(server.pid()), "stat"));
            var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];

            assertThat(session).isEqualTo(Long.toString(server.pid()));
        }
    }

    @Test
    void says_what_the_server_said_when_it_does_not_start_and_can_be_started_again() throws IOException {
        PostgresForTests.startIn(folder).close();
        var settings = folder.resolve("data/postgresql.auto.conf");
        Files.writeString(settings, "work_mem = 'plenty'\n");

        assertThatThrownBy(() -> PostgresForTests.startIn(folder))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("invalid value for parameter \"work_mem\": \"plenty\"");

        Files.writeString(settings, "");
        PostgresForTests.startIn(folder).close();
    }

    @Test
    void gives_up_after_its_time_and_leaves_no_process() throws IOException {
        PostgresForTests.startIn(folder).close();

        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, Path.of("target"), Duration.ZERO))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("not ready after 0 s");

        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
        PostgresForTests.startIn(folder).close();
    }

    @Test
    void refuses_data_of_another_major_version() throws IOException {
        PostgresForTests.startIn(folder).close();
        Files.writeString(folder.resolve("data/PG_VERSION"), "16\n");

        assertThatThrownBy(() -> PostgresForTests.startIn(folder))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("made by PostgreSQL 16 (expected: 17;");
    }

    @Test
    void refuses_data_whose_password_is_lost() throws IOException {
        PostgresForTests.startIn(folder).close();
        Files.delete(folder.resolve("postgres.password"));

        assertThatThrownBy(() -> PostgresForTests.startIn(folder))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("postgres.password: missing");
    }

    @Test
    void unpacks_its_programs_into_the_folder_for_the_owner_alone_to_change() throws IOException {
        try (var server = EmbeddedPostgres.start(folder)) {
            assertThat(server.alive()).isTrue();
        }

        var programs = folder.resolve("postgres-" + PostgresBinaries.VERSION);
        try (var all = Files.walk(programs)) {
            assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .matches("rw[x-]r-[x-]r-[x-]"));
        }
        try (var children = Files.list(folder)) {
            assertThat(children.map(child -> child.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "weir.lock",
                            "data",
                            "postgres.log",
                            "postgres.password",
                            "postgres.port",
                            programs.getFileName().toString());
        }
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    private static String setting(EmbeddedPostgres server, String name) throws SQLException {
        return firstValue(server, "SHOW " + name);
    }

    private static String firstValue(EmbeddedPostgres server, String query) throws SQLException {
        return SchemaIT.firstColumn(server.settings(), query).get(0);
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (var connection = server.settings().open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
