package dev.weir.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * The epoch that no topic of a database may be below: raised after a restore, when clients hold positions of a history
 * that this database does not know.
 *
 * <p>The new floor must be above every epoch that a topic has had in that history. What the database still knows is the
 * highest epoch until its newest row. After it each deletion has raised its topic's epoch by one, and each waited for a
 * commit: a topic that is deleted again and again, once a second on the average and {@value #BURST} times more, stays
 * below. Hence the seconds since the newest row, and that many.
 */
public final class EpochFloor {

    static final int BURST = 1_000;

    /** Nobody has run Weir before; the clock of an empty database. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    /** An epoch is the second number of a snapshot and the first one of an entry that raises it. */
    private static final int NUMBER_BYTES = 10;

    private static final String HIGHEST = """
            select substring(event_payload from 1 for ?), false from event_journal where event_ser_manifest = ?
            union all select substring(snapshot_payload from 1 for ?), true from snapshot
            """;

    private static final String NEWEST = "select write_timestamp from event_journal order by ordering desc limit 1";

    private static final String OTHERS = """
            select count(*) from pg_stat_activity
            where datname = current_database() and application_name = 'weir' and pid <> pg_backend_pid()
            """;

    private EpochFloor() {}

    /**
     * Raises it, in a transaction of its own.
     *
     * @param above the new floor is above this too
     * @return the new floor
     * @throws IllegalStateException when nodes use the database: their topics would not notice
     */
    public static long raise(Connection connection, Instant now, long above) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            // All rows are read, which takes as long as it takes.
            connection.setNetworkTimeout(Runnable::run, 0);
            statement.execute("set local statement_timeout = 0");
            long nodes = number(connection, OTHERS);
            if (nodes > 0) {
                throw new IllegalStateException("database: " + nodes
                        + " connections of nodes that run (expected: none; stop all nodes, then raise the epoch)");
            }
            long known =
                    Math.max(number(connection, "select epoch from weir_epoch_floor for update"), highest(connection));
            long floor = Math.max(above + 1, known + BURST + secondsSince(newest(connection), now));
            try (var update = connection.prepareStatement("update weir_epoch_floor set epoch = ?")) {
                update.setLong(1, floor);
                update.executeUpdate();
            }
            connection.commit();
            return floor;
        }
    }

    private static long secondsSince(Instant time, Instant now) {
        return Math.max(0, Duration.between(time, now).toSeconds());
    }

    private static Instant newest(Connection connection) throws SQLException {
        var written = Instant.ofEpochMilli(number(connection, NEWEST));
        return written.isBefore(EARLIEST) ? EARLIEST : written;
    }

    private static long highest(Connection connection) throws SQLException {
        long highest = 1;
        try (var statement = connection.prepareStatement(HIGHEST)) {
            statement.setInt(1, NUMBER_BYTES);
            statement.setString(2, EntryFormat.EPOCH);
            statement.setInt(3, 2 * NUMBER_BYTES);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var in = new EntryReader(rows.getBytes(1));
                    if (rows.getBoolean(2)) {
                        in.number();
                    }
                    highest = Math.max(highest, in.number());
                }
            }
        }
        return highest;
    }

    /** 0 without a row. */
    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
