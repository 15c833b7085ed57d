package dev.weir.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CredentialTablesIT {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @RegisterExtension
    static final PostgresForTests postgres = new PostgresForTests();

    private final DatabaseSettings database = postgres.freshDatabase();

    @Test
    void the_first_secret_stays() throws SQLException {
        try (var one = new CredentialTables(database);
                var other = new CredentialTables(database)) {
            assertThat(one.ticketSecret(new byte[] {1, 2})).containsExactly(1, 2);
            assertThat(other.ticketSecret(new byte[] {3})).containsExactly(1, 2);
        }
    }

    @Test
    void one_node_sees_what_another_revokes() throws SQLException {
        try (var one = new CredentialTables(database);
                var other = new CredentialTables(database)) {
            assertThat(one.revoke("subject", "alice", NOW)).isTrue();
            assertThat(one.revoke("token", "7", NOW.plusSeconds(1))).isTrue();

            var seen = other.revocations(0);

            assertThat(seen).extracting(RevocationRow::kind).containsExactly("subject", "token");
            assertThat(seen).extracting(RevocationRow::value).containsExactly("alice", "7");
            assertThat(seen).extracting(RevocationRow::at).containsExactly(NOW, NOW.plusSeconds(1));
            assertThat(other.revocations(seen.get(0).number())).containsExactly(seen.get(1));
            assertThat(other.revocations(seen.get(1).number())).isEmpty();
        }
    }

    @Test
    void a_subject_that_is_revoked_again_is_told_again_and_kept_once() throws SQLException {
        try (var tables = new CredentialTables(database)) {
            tables.revoke("subject", "alice", NOW);
            long last = tables.revocations(0).get(0).number();

            tables.revoke("subject", "alice", NOW.plusSeconds(60));

            assertThat(tables.revocations(last)).extracting(RevocationRow::at).containsExactly(NOW.plusSeconds(60));
            assertThat(tables.revocations(0)).hasSize(1);
        }
    }

    /** Rows that become visible out of order would be missed by who asks for those after the last one. */
    @Test
    void whoever_asks_for_what_is_new_misses_nothing_that_many_nodes_add() throws Exception {
        var nodes = Executors.newFixedThreadPool(8);
        try (var reader = new CredentialTables(database)) {
            var writing = IntStream.range(0, 8)
                    .mapToObj(node -> nodes.submit((Callable<Void>) () -> {
                        try (var tables = new CredentialTables(database)) {
                            for (int i = 0; i < 25; i++) {
                                tables.revoke("token", node + "-" + i, NOW);
                            }
                        }
                        return null;
                    }))
                    .toList();
            var seen = new TreeSet<String>();
            long last = 0;
            while (!writing.stream().allMatch(one -> one.isDone())) {
                last = read(reader, last, seen);
            }
            for (var one : writing) {
                one.get(10, TimeUnit.SECONDS);
            }
            read(reader, last, seen);

            assertThat(seen).hasSize(200);
        } finally {
            nodes.shutdownNow();
        }
    }

    private static long read(CredentialTables reader, long last, Set<String> seen) throws SQLException {
        long next = last;
        for (var row : reader.revocations(last)) {
            seen.add(row.value());
            next = row.number();
        }
        return next;
    }

    @Test
    void goes_on_after_its_connection_was_cut() throws SQLException {
        try (var tables = new CredentialTables(database)) {
            tables.revoke("token", "7", NOW);
            try (var admin = database.open();
                    var statement = admin.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
            }
            try {
                tables.revocations(0);
            } catch (SQLException cut) {
                assertThat(cut.getSQLState()).startsWith("57P");
            }

            assertThat(tables.revocations(0)).extracting(RevocationRow::value).isEqualTo(List.of("7"));
        }
    }
}
