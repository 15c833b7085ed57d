package dev.weir.credentials;

import dev.weir.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables, over one connection that is opened anew after it failed. One caller at a time. */
public final class CredentialTables implements AutoCloseable {

    /** Each costs a node about 200 bytes of memory. */
    public static final int REVOCATIONS_MAX = 100_000;

    private static final Logger log = LoggerFactory.getLogger(CredentialTables.class);

    /** Any number will do that no other lock of Weir's has. */
    private static final String TAKE_TURNS = "select pg_advisory_xact_lock(hashtext('weir_revocation'))";

    private static final String COUNT = "select count(*) from weir_revocation";
    private static final String FORGET = "delete from weir_revocation where kind = ? and value = ?";
    private static final String ADD = "insert into weir_revocation (kind, value, revoked_at) values (?, ?, ?)";
    private static final String AFTER =
            "select number, kind, value, revoked_at from weir_revocation where number > ? order by number limit ?";
    private static final String MAKE_SECRET =
            "insert into weir_ticket_secret (secret) values (?) on conflict do nothing";
    private static final String SECRET = "select secret from weir_ticket_secret";

    private final DatabaseSettings database;
    private @Nullable Connection connection;

    public CredentialTables(DatabaseSettings database) {
        this.database = database;
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * The secret of this database: the proposal, when there is none yet.
     *
     * @throws SQLException when the database does not answer
     */
    public byte[] ticketSecret(byte[] proposal) throws SQLException {
        return inTransaction(open -> {
            try (var make = open.prepareStatement(MAKE_SECRET)) {
                make.setBytes(1, proposal);
                make.executeUpdate();
            }
            try (var select = open.prepareStatement(SECRET);
                    var row = select.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        });
    }

    /**
     * Adds a revocation, in place of an older one of the same.
     *
     * @return false when there are {@link #REVOCATIONS_MAX}, and this is another one
     * @throws SQLException when the database does not answer: it is there or not
     */
    public boolean revoke(String kind, String value, Instant at) throws SQLException {
        return inTransaction(open -> {
            try (var turns = open.prepareStatement(TAKE_TURNS)) {
                turns.execute();
            }
            boolean isKnown = update(open, FORGET, kind, value) > 0;
            if (!isKnown && count(open) >= REVOCATIONS_MAX) {
                return false;
            }
            try (var add = open.prepareStatement(ADD)) {
                name(add, kind, value);
                add.setTimestamp(3, Timestamp.from(at));
                add.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Revocations after the one of that number, in their order.
     *
     * @param after 0 for all
     * @throws SQLException when the database does not answer
     */
    public List<RevocationRow> revocations(long after) throws SQLException {
        return inTransaction(open -> {
            try (var select = open.prepareStatement(AFTER)) {
                select.setLong(1, after);
                select.setInt(2, REVOCATIONS_MAX);
                try (var row = select.executeQuery()) {
                    var rows = new ArrayList<RevocationRow>();
                    while (row.next()) {
                        rows.add(new RevocationRow(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getTimestamp(4).toInstant()));
                    }
                    return List.copyOf(rows);
                }
            }
        });
    }

    @Override
    public synchronized void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                log.debug("connection was gone already", gone);
            }
        }
    }

    private synchronized <T> T inTransaction(Work<T> work) throws SQLException {
        try {
            var open = connection;
            if (open == null) {
                open = database.open();
                open.setAutoCommit(false);
                connection = open;
            }
            var result = work.with(open);
            open.commit();
            return result;
        } catch (SQLException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private static long count(Connection open) throws SQLException {
        try (var count = open.prepareStatement(COUNT);
                var row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int update(Connection open, String sql, String kind, String value) throws SQLException {
        try (var statement = open.prepareStatement(sql)) {
            name(statement, kind, value);
            return statement.executeUpdate();
        }
    }

    private static void name(PreparedStatement statement, String kind, String value) throws SQLException {
        statement.setString(1, kind);
        statement.setString(2, value);
    }
}
