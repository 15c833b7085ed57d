package dev.weir.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows of topics by plain SQL: one thread and connection for topics that start, another for all upkeep, so that at most
 * one batch of rows is deleted at a time on a node, whatever waits.
 *
 * <p>A batch holds the topic's advisory lock: another node, on which the topic lived until just now, may still have one
 * under way.
 */
public final class PostgresTopicRows implements TopicRows, AutoCloseable {

    private static final int WAITING_MAX = 100_000;
    private static final int CONNECTIONS = 2;
    private static final int CONNECTION_TIMEOUT_MILLIS = 3_000;

    private static final String FACTS = """
            select (select epoch from weir_epoch_floor),
                   (select min(sequence_number) from event_journal where persistence_id = ?),
                   (select max(sequence_number) from snapshot where persistence_id = ?),
                   (select substring(event_payload from 1 for ?) from event_journal
                    where persistence_id = ? and event_ser_manifest = ?
                    order by sequence_number limit 1)
            """;

    private static final String FIRST_FROM = """
            select substring(event_payload from 1 for ?) from event_journal
            where persistence_id = ? and event_ser_manifest = ? and sequence_number >= ?
            order by sequence_number limit 1
            """;

    private static final String LAST_ROW = "select max(sequence_number) from event_journal where persistence_id = ?";

    private static final String LOCK = "select pg_try_advisory_xact_lock(hashtextextended(?, 0))";

    /** Below the latest snapshot, so that neither a recovery misses a row nor the last one goes. */
    private static final String PRUNE = """
            delete from event_journal where persistence_id = ? and sequence_number in (
                select sequence_number from event_journal
                where persistence_id = ? and sequence_number <= ?
                  and sequence_number < (select max(sequence_number) from snapshot where persistence_id = ?)
                order by sequence_number limit ?)
            """;

    private final HikariDataSource connections;
    private final ThreadPoolExecutor starts = worker("weir-topic-start");
    private final ThreadPoolExecutor upkeep = worker("weir-upkeep");

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** @param url with all parameters that the driver needs; nothing is asked before the first topic starts */
    public PostgresTopicRows(String url, String user, String password) {
        var pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setPoolName("weir-upkeep");
        pool.setRegisterMbeans(true);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(false);
        this.connections = new HikariDataSource(pool);
    }

    @Override
    public CompletionStage<Facts> facts(TopicName topic) {
        return submit(starts, connection -> facts(connection, id(topic)));
    }

    @Override
    public CompletionStage<Long> lastOlderThan(TopicName topic, TopicHead head, Instant time) {
        return submit(upkeep, connection -> lastOlderThan(connection, id(topic), head, time));
    }

    @Override
    public CompletionStage<Long> lastRow(TopicName topic) {
        return submit(upkeep, connection -> lastRow(connection, id(topic)));
    }

    @Override
    public CompletionStage<Integer> prune(TopicName topic, long throughRow, int rowsMax) {
        return submit(upkeep, connection -> prune(connection, id(topic), throughRow, rowsMax));
    }

    @Override
    public void close() {
        starts.shutdownNow();
        upkeep.shutdownNow();
        connections.close();
    }

    private static Facts facts(Connection connection, String id) throws SQLException {
        try (var statement = connection.prepareStatement(FACTS)) {
            statement.setString(1, id);
            statement.setString(2, id);
            statement.setInt(3, EntryFormat.PLACE_BYTES);
            statement.setString(4, id);
            statement.setString(5, EntryFormat.EVENT);
            try (var row = statement.executeQuery()) {
                row.next();
                byte[] first = row.getBytes(4);
                var place = first == null
                        ? Position.START
                        : EntryFormat.readPlace(first).position();
                return new Facts(row.getLong(1), place, row.getLong(2), row.getLong(3));
            }
        }
    }

    /**
     * Times never go back along a topic. Mostly nothing or little is too old: steps from the oldest event on that double,
     * then halving between the last two of them.
     */
    private static long lastOlderThan(Connection connection, String id, TopicHead head, Instant time)
            throws SQLException {
        long older = head.earliest() - 1;
        long notOlder = head.last() + 1;
        try (var statement = connection.prepareStatement(FIRST_FROM)) {
            for (long step = 1; older + step < notOlder; step *= 2) {
                if (isOlder(statement, id, head, older + step, time)) {
                    older += step;
                } else {
                    notOlder = older + step;
                }
            }
            while (older + 1 < notOlder) {
                long middle = older + (notOlder - older) / 2;
                if (isOlder(statement, id, head, middle, time)) {
                    older = middle;
                } else {
                    notOlder = middle;
                }
            }
        }
        return older;
    }

    /** The event lies at its row or, when there are other entries before it, above: by so much at least as is missing. */
    private static boolean isOlder(PreparedStatement statement, String id, TopicHead head, long seq, Instant time)
            throws SQLException {
        long row = head.epochRow() + seq;
        var place = firstFrom(statement, id, row);
        while (place != null
                && place.position().epoch() == head.epoch()
                && place.position().seq() < seq) {
            row += seq - place.position().seq();
            place = firstFrom(statement, id, row);
        }
        return place != null
                && place.position().epoch() == head.epoch()
                && place.time().isBefore(time);
    }

    private static EntryFormat.@Nullable Place firstFrom(PreparedStatement statement, String id, long row)
            throws SQLException {
        statement.setInt(1, EntryFormat.PLACE_BYTES);
        statement.setString(2, id);
        statement.setString(3, EntryFormat.EVENT);
        statement.setLong(4, row);
        try (var rows = statement.executeQuery()) {
            return rows.next() ? EntryFormat.readPlace(rows.getBytes(1)) : null;
        }
    }

    private static long lastRow(Connection connection, String id) throws SQLException {
        try (var statement = connection.prepareStatement(LAST_ROW)) {
            statement.setString(1, id);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static int prune(Connection connection, String id, long throughRow, int rowsMax) throws SQLException {
        try (var lock = connection.prepareStatement(LOCK);
                var delete = connection.prepareStatement(PRUNE)) {
            lock.setString(1, id);
            try (var locked = lock.executeQuery()) {
                locked.next();
                if (!locked.getBoolean(1)) {
                    throw new JournalUnavailable("prune: another is under way (expected: one for each topic)");
                }
            }
            delete.setString(1, id);
            delete.setString(2, id);
            delete.setLong(3, throughRow);
            delete.setString(4, id);
            delete.setInt(5, rowsMax);
            return delete.executeUpdate();
        }
    }

    private <T> CompletionStage<T> submit(ThreadPoolExecutor worker, Work<T> work) {
        var result = new CompletableFuture<T>();
        try {
            worker.execute(() -> run(work, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new JournalUnavailable("rows: " + WAITING_MAX + " tasks wait already (expected: fewer)", e));
        }
        return result;
    }

    private <T> void run(Work<T> work, CompletableFuture<T> result) {
        try (var connection = connections.getConnection()) {
            var value = work.with(connection);
            connection.commit();
            result.complete(value);
        } catch (SQLException e) {
            result.completeExceptionally(new JournalUnavailable("rows: PostgreSQL does not answer", e));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private static String id(TopicName topic) {
        return TopicEntity.persistenceId(topic).id();
    }

    private static ThreadPoolExecutor worker(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
