package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DurabilityCheckIT {

    @RegisterExtension
    static final PostgresForTests postgres = new PostgresForTests();

    @Test
    void trusts_the_server_inside() {
        var settings = postgres.freshDatabase();

        assertThatCode(() -> DurabilityCheck.pass(settings)).doesNotThrowAnyException();
    }

    @Test
    void sees_what_is_set_for_one_database() throws SQLException {
        var settings = postgres.freshDatabase();
        var name = settings.jdbcUrl().substring(settings.jdbcUrl().lastIndexOf('/') + 1);
        execute(settings, "ALTER DATABASE " + name + " SET synchronous_commit = off");

        assertThatThrownBy(() -> DurabilityCheck.pass(settings))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("synchronous_commit: off (expected: on or remote_apply or remote_write)");
    }

    @Test
    void sees_what_is_set_in_the_url() {
        var settings = postgres.freshDatabase();
        var careless = new DatabaseSettings(
                settings.jdbcUrl() + "?options=-c%20synchronous_commit=local", settings.user(), settings.password());

        assertThatThrownBy(() -> DurabilityCheck.pass(careless))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("synchronous_commit: local (expected: ");
    }

    @Test
    void sees_a_server_without_fsync_and_full_page_writes(@TempDir Path folder) throws SQLException {
        try (var server = PostgresForTests.startIn(folder)) {
            execute(server.settings(), "ALTER SYSTEM SET fsync = off");
            execute(server.settings(), "ALTER SYSTEM SET full_page_writes = off");
            execute(server.settings(), "SELECT pg_reload_conf()");
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThatThrownBy(() -> DurabilityCheck.pass(server.settings()))
                            .isInstanceOf(DatabaseUnusable.class)
                            .hasMessageEndingWith("fsync: off (expected: on); full_page_writes: off (expected: on)"));
        }
    }

    @Test
    void sees_a_standby(@TempDir Path folder) throws IOException {
        PostgresForTests.startIn(folder).close();
        Files.createFile(folder.resolve("data/standby.signal"));

        try (var server = PostgresForTests.startIn(folder)) {
            assertThatThrownBy(() -> DurabilityCheck.pass(server.settings()))
                    .isInstanceOf(DatabaseUnusable.class)
                    .hasMessageContaining("pg_is_in_recovery: true");
        }
    }

    private static void execute(DatabaseSettings settings, String sql) throws SQLException {
        try (var connection = settings.open();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
