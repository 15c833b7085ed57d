package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchemaIT {

    private static final String TABLES =
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";

    @RegisterExtension
    static final PostgresForTests postgres = new PostgresForTests();

    @Test
    void makes_all_tables_in_an_empty_database() throws SQLException {
        var settings = postgres.emptyDatabase();

        Schema.migrate(settings);

        assertThat(firstColumn(settings, TABLES))
                .containsExactly(
                        "event_journal",
                        "event_tag",
                        "snapshot",
                        "weir_epoch_floor",
                        "weir_revocation",
                        "weir_schema_history",
                        "weir_ticket_secret");
        assertThat(firstColumn(settings, "SELECT epoch FROM weir_epoch_floor")).containsExactly("0");
    }

    @Test
    void does_nothing_the_second_time() throws SQLException {
        var settings = postgres.emptyDatabase();
        Schema.migrate(settings);
        var before = firstColumn(settings, "SELECT h::text FROM weir_schema_history h ORDER BY installed_rank");

        Schema.migrate(settings);

        assertThat(firstColumn(settings, "SELECT h::text FROM weir_schema_history h ORDER BY installed_rank"))
                .isEqualTo(before);
    }

    @Test
    void can_be_made_by_several_nodes_at_once() throws SQLException {
        var settings = postgres.emptyDatabase();
        var threads = Executors.newFixedThreadPool(3);

        try {
            var nodes = Stream.generate(() -> CompletableFuture.runAsync(() -> Schema.migrate(settings), threads))
                    .limit(3)
                    .toArray(CompletableFuture[]::new);

            assertThat(CompletableFuture.allOf(nodes)).succeedsWithin(Duration.ofSeconds(30));
            assertThat(firstColumn(settings, "SELECT count(*) FROM weir_schema_history"))
                    .containsExactly("3");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lets_one_row_have_each_sequence_number_of_a_topic() {
        var settings = postgres.freshDatabase();
        var row = "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id,"
                + " event_ser_manifest, event_payload) VALUES ('topic|a', 1, 'w', 1, 'm', '')";

        assertThatThrownBy(() -> {
                    try (var connection = settings.open();
                            var statement = connection.createStatement()) {
                        statement.execute(row);
                        statement.execute(row);
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("duplicate key");
    }

    @Test
    void refuses_a_database_that_a_newer_weir_has_migrated_wrongly() throws SQLException {
        var settings = postgres.freshDatabase();
        try (var connection = settings.open();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE weir_schema_history SET checksum = 1");
        }

        assertThatThrownBy(() -> Schema.migrate(settings))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("schema of DatabaseSettings[")
                .hasMessageContaining("checksum");
    }

    @Test
    @Timeout(20)
    void says_that_the_password_is_wrong_or_the_database_missing() {
        var settings = postgres.freshDatabase();

        assertThatThrownBy(() -> Schema.migrate(new DatabaseSettings(settings.jdbcUrl(), settings.user(), "guess")))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("password authentication failed for user \"weir\"")
                .hasMessageContaining("(expected: user and password that it accepts)")
                .hasMessageNotContaining("guess");
        assertThatThrownBy(() -> Schema.migrate(
                        new DatabaseSettings(settings.jdbcUrl() + "_none", settings.user(), settings.password())))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("(expected: a database that exists)");
    }

    @Test
    @Timeout(20)
    void says_within_seconds_that_nobody_listens_or_answers() throws IOException {
        DatabaseSettings settings;
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings = settings(silent.getLocalPort());

            assertThatThrownBy(() -> Schema.migrate(settings))
                    .isInstanceOf(DatabaseUnusable.class)
                    .hasMessageContaining("(expected: a PostgreSQL that answers there)");
        }
        assertThatThrownBy(() -> Schema.migrate(settings))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageContaining("(expected: a PostgreSQL that answers there)");
    }

    private static DatabaseSettings settings(int port) {
        return new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port + "/weir", "weir", "secret");
    }

    static List<String> firstColumn(DatabaseSettings settings, String query) throws SQLException {
        try (var connection = settings.open();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
