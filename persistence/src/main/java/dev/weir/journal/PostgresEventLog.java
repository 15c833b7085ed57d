package dev.weir.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.journal.JournalEntry.Appended;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The event log on the journal's own table, by keyset pages of {@code (persistence_id, sequence_number)}: never by tag or
 * by the global {@code ordering}, whose gaps are not in commit order.
 *
 * <p>As many threads as connections, and a bounded line before them.
 */
public final class PostgresEventLog implements EventLog, AutoCloseable {

    private static final int CONNECTIONS = 5;
    private static final int WAITING_MAX = 1_000;
    private static final long PAGE_BYTES_MAX = 1L << 20;
    private static final int ROWS_FETCHED = 64;
    private static final int CONNECTION_TIMEOUT_MILLIS = 3_000;

    private static final String LAST_BELOW = """
            select sequence_number from event_journal where persistence_id = ? and sequence_number < ?
            order by sequence_number desc limit 1
            """;

    private static final String PAGE = """
            select sequence_number, event_ser_manifest, event_payload from event_journal
            where persistence_id = ? and sequence_number > ? and deleted = false
            order by sequence_number limit ?
            """;

    private final HikariDataSource connections;
    private final ThreadPoolExecutor readers;
    private final JournalObserver observer;
    private final ConcurrentHashMap<PageKey, CompletableFuture<List<Event>>> underWay = new ConcurrentHashMap<>();

    private record PageKey(TopicName topic, long epoch, long epochRow, long afterSeq, int limit) {}

    private interface Read<T> {
        T from(Connection connection) throws SQLException;
    }

    /** @param url with all parameters that the driver needs; nothing is read before the first page is asked for */
    public PostgresEventLog(String url, String user, String password, JournalObserver observer) {
        this.observer = observer;
        var pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setPoolName("weir-catch-up");
        pool.setRegisterMbeans(true);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        pool.setInitializationFailTimeout(-1);
        pool.setReadOnly(true);
        pool.setAutoCommit(false);
        this.connections = new HikariDataSource(pool);
        this.readers = new ThreadPoolExecutor(
                CONNECTIONS, CONNECTIONS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    var thread = new Thread(task, "weir-catch-up");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit) {
        var key = new PageKey(topic, head.epoch(), head.epochRow(), afterSeq, limit);
        var mine = new CompletableFuture<List<Event>>();
        var before = underWay.putIfAbsent(key, mine);
        if (before != null) {
            return before;
        }
        submit(connection -> page(connection, topic, head, afterSeq, limit), mine, () -> underWay.remove(key));
        return mine;
    }

    @Override
    public CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time) {
        var seq = new CompletableFuture<Long>();
        submit(connection -> lastBefore(connection, topic, head, time), seq, () -> {});
        return seq;
    }

    @Override
    public void close() {
        readers.shutdownNow();
        connections.close();
    }

    /** Times never go back along a topic, so that halving finds the place; each step is one look-up by primary key. */
    private long lastBefore(Connection connection, TopicName topic, TopicHead head, Instant time) throws SQLException {
        long before = head.earliest() - 1;
        long atOrAfter = head.last() + 1;
        while (before + 1 < atOrAfter) {
            long middle = before + (atOrAfter - before) / 2;
            var events = page(connection, topic, head, middle - 1, 1);
            if (events.isEmpty() || events.get(0).time().isBefore(time)) {
                before = middle;
            } else {
                atOrAfter = middle;
            }
        }
        return before;
    }

    private List<Event> page(Connection connection, TopicName topic, TopicHead head, long afterSeq, int limit)
            throws SQLException {
        observer.read();
        var events = new ArrayList<Event>();
        long row = head.epochRow() + afterSeq;
        boolean more = true;
        while (more && events.isEmpty()) {
            long before = row;
            row = readRows(connection, topic, head, afterSeq, row, limit, events);
            more = row > before;
        }
        return events;
    }

    /** One statement's worth of rows above {@code afterRow}; returns the last row it saw, or {@code afterRow}. */
    private static long readRows(
            Connection connection,
            TopicName topic,
            TopicHead head,
            long afterSeq,
            long afterRow,
            int limit,
            List<Event> events)
            throws SQLException {
        long row = afterRow;
        long bytes = 0;
        try (var statement = connection.prepareStatement(PAGE)) {
            statement.setFetchSize(Math.min(limit, ROWS_FETCHED));
            statement.setString(1, TopicEntity.persistenceId(topic).id());
            statement.setLong(2, afterRow);
            statement.setInt(3, limit);
            try (var rows = statement.executeQuery()) {
                while (bytes < PAGE_BYTES_MAX && rows.next()) {
                    row = rows.getLong(1);
                    var payload = rows.getBytes(3);
                    if (EntryFormat.read(rows.getString(2), payload) instanceof Appended appended
                            && add(connection, topic, head, afterSeq, appended.event(), row, events)) {
                        bytes += payload.length;
                    }
                }
            }
        }
        return row;
    }

    /** Rows of entries that are no events shift sequence numbers down, so that a page may begin too early. */
    private static boolean add(
            Connection connection,
            TopicName topic,
            TopicHead head,
            long afterSeq,
            Event event,
            long row,
            List<Event> events)
            throws SQLException {
        if (event.position().epoch() != head.epoch() || event.seq() <= afterSeq) {
            return false;
        }
        long expected =
                events.isEmpty() ? afterSeq + 1 : events.get(events.size() - 1).seq() + 1;
        boolean mayBePruned = events.isEmpty() && event.seq() > expected;
        if (event.seq() != expected && !(mayBePruned && isPruned(connection, topic, head, expected, row))) {
            throw new JournalHole(topic, head.epochRow() + expected, row);
        }
        return events.add(event);
    }

    /** The head may be older than the pruning, which takes the first rows of a topic and nothing in the middle. */
    private static boolean isPruned(Connection connection, TopicName topic, TopicHead head, long seq, long firstFound)
            throws SQLException {
        if (seq < head.earliest()) {
            return true;
        }
        try (var statement = connection.prepareStatement(LAST_BELOW)) {
            statement.setString(1, TopicEntity.persistenceId(topic).id());
            statement.setLong(2, firstFound);
            try (var rows = statement.executeQuery()) {
                return !rows.next();
            }
        }
    }

    private <T> void submit(Read<T> read, CompletableFuture<T> result, Runnable atTheEnd) {
        try {
            readers.execute(() -> {
                run(read, result);
                atTheEnd.run();
            });
        } catch (RejectedExecutionException e) {
            atTheEnd.run();
            result.completeExceptionally(
                    new JournalUnavailable("catch-up: " + WAITING_MAX + " reads wait already (expected: fewer)", e));
        }
    }

    private <T> void run(Read<T> read, CompletableFuture<T> result) {
        try (var connection = connections.getConnection()) {
            var value = read.from(connection);
            connection.rollback();
            result.complete(value);
        } catch (SQLException e) {
            observer.failed();
            result.completeExceptionally(new JournalUnavailable("catch-up: PostgreSQL does not answer", e));
        } catch (RuntimeException e) {
            observer.failed();
            result.completeExceptionally(e);
        }
    }
}
