package dev.weir.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What operators ask the journal: one thread and one connection, which nothing else waits for, and which PostgreSQL stops
 * when an answer takes too long. Fails with {@link JournalUnavailable}.
 */
public final class JournalInspection implements AutoCloseable {

    private static final int WAITING_MAX = 100;
    private static final int CONNECTION_TIMEOUT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS_MAX = 4_000;

    /** An entry that is no event shifts those after it by a row, and such entries are rare. */
    private static final int ROWS_SEARCHED_MAX = 1_000;

    /** From name to name, without touching the rows in between: two look-ups in the primary key for each topic. */
    private static final String TOPICS = """
            with recursive topic(id) as (
                (select persistence_id from event_journal order by persistence_id limit 1)
                union all
                select (select persistence_id from event_journal
                        where persistence_id > topic.id order by persistence_id limit 1)
                from topic where topic.id is not null)
            select topic.id, newest.sequence_number, newest.event_ser_manifest, oldest.sequence_number, event.place
            from topic
            cross join lateral (
                select sequence_number, event_ser_manifest from event_journal
                where persistence_id = topic.id order by sequence_number desc limit 1) newest
            cross join lateral (
                select sequence_number from event_journal
                where persistence_id = topic.id order by sequence_number limit 1) oldest
            left join lateral (
                select substring(event_payload from 1 for ?) as place from event_journal
                where persistence_id = topic.id and event_ser_manifest = ?
                order by sequence_number desc limit 1) event on true
            where topic.id is not null
            limit ?
            """;

    private static final String ROWS = """
            select sequence_number, ordering, octet_length(event_payload), writer,
                   substring(event_payload from 1 for ?)
            from event_journal
            where persistence_id = ? and sequence_number >= ? and event_ser_manifest = ? and deleted = false
            order by sequence_number limit ?
            """;

    private static final String SIZES = """
            select current_setting('server_version'),
                   pg_total_relation_size('event_journal'),
                   (select coalesce(n_live_tup, 0) from pg_stat_user_tables where relname = 'event_journal'),
                   (select coalesce(n_dead_tup, 0) from pg_stat_user_tables where relname = 'event_journal'),
                   pg_total_relation_size('snapshot'),
                   pg_database_size(current_database()),
                   (select count(*) from pg_stat_activity where datname = current_database()),
                   current_setting('max_connections')
            """;

    private static final int ID_PREFIX = "topic|".length();

    private final HikariDataSource connections;
    private final ThreadPoolExecutor worker;

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** @param url with all parameters that the driver needs; nothing is asked before somebody asks */
    public JournalInspection(String url, String user, String password) {
        var pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setPoolName("weir-inspection");
        pool.setRegisterMbeans(true);
        pool.setMaximumPoolSize(1);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        pool.setInitializationFailTimeout(-1);
        pool.setReadOnly(true);
        pool.setAutoCommit(false);
        pool.setConnectionInitSql("set statement_timeout = " + ANSWER_MILLIS_MAX);
        this.connections = new HikariDataSource(pool);
        this.worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            var thread = new Thread(task, "weir-inspection");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param max how many at most */
    public CompletionStage<StoredTopics> topics(int max) {
        return submit(connection -> topics(connection, max));
    }

    /** The row of an event of the head's epoch; empty when it has been pruned, or was never there. */
    public CompletionStage<Optional<StoredRow>> row(TopicName topic, TopicHead head, long seq) {
        return submit(connection -> row(connection, topic, head, seq));
    }

    public CompletionStage<StoredSizes> sizes() {
        return submit(JournalInspection::sizes);
    }

    @Override
    public void close() {
        worker.shutdownNow();
        connections.close();
    }

    private static StoredTopics topics(Connection connection, int max) throws SQLException {
        var topics = new ArrayList<StoredTopic>();
        try (var statement = connection.prepareStatement(TOPICS)) {
            statement.setInt(1, EntryFormat.PLACE_BYTES);
            statement.setString(2, EntryFormat.EVENT);
            statement.setInt(3, max + 1);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    topics.add(topic(rows));
                }
            }
        }
        return new StoredTopics(topics.subList(0, Math.min(max, topics.size())), topics.size() <= max);
    }

    private static StoredTopic topic(ResultSet row) throws SQLException {
        byte[] start = row.getBytes(5);
        var place = start == null ? null : EntryFormat.readPlace(start);
        return new StoredTopic(
                new TopicName(row.getString(1).substring(ID_PREFIX)),
                place == null ? Position.START : place.position(),
                place == null ? null : place.time(),
                row.getLong(2) - row.getLong(4) + 1,
                StoredTopic.Kind.of(row.getString(3)));
    }

    private static Optional<StoredRow> row(Connection connection, TopicName topic, TopicHead head, long seq)
            throws SQLException {
        try (var statement = connection.prepareStatement(ROWS)) {
            statement.setInt(1, EntryFormat.PLACE_BYTES);
            statement.setString(2, TopicEntity.persistenceId(topic).id());
            statement.setLong(3, head.epochRow() + seq);
            statement.setString(4, EntryFormat.EVENT);
            statement.setInt(5, ROWS_SEARCHED_MAX);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    var place = EntryFormat.readPlace(rows.getBytes(5));
                    if (place.position().equals(new Position(head.epoch(), seq))) {
                        return Optional.of(new StoredRow(
                                rows.getLong(1), rows.getLong(2), rows.getInt(3), rows.getString(4), place.time()));
                    }
                }
                return Optional.empty();
            }
        }
    }

    private static StoredSizes sizes(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(SIZES);
                var row = statement.executeQuery()) {
            row.next();
            return new StoredSizes(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getInt(7),
                    row.getInt(8));
        }
    }

    private <T> CompletionStage<T> submit(Question<T> question) {
        var result = new CompletableFuture<T>();
        try {
            worker.execute(() -> run(question, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new JournalUnavailable("inspection: " + WAITING_MAX + " wait already (expected: fewer)", e));
        }
        return result;
    }

    private <T> void run(Question<T> question, CompletableFuture<T> result) {
        try (var connection = connections.getConnection()) {
            var value = question.ask(connection);
            connection.rollback();
            result.complete(value);
        } catch (SQLException e) {
            result.completeExceptionally(new JournalUnavailable("inspection: PostgreSQL does not answer in time", e));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
