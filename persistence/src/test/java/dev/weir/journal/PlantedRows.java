package dev.weir.journal;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Instant;
import java.util.stream.IntStream;

/** Writes rows of a topic past its entity, as a damaged journal or another writer would have them. */
public final class PlantedRows {

    private static final String INSERT = """
            insert into event_journal
            (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
             event_ser_id, event_ser_manifest, event_payload)
            values (?, ?, 'planted', 0, '', ?, ?, ?)
            """;

    private static final String INSERT_SNAPSHOT = """
            insert into snapshot
            (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload)
            values (?, ?, 0, ?, ?, ?)
            """;

    private PlantedRows() {}

    /** As the topic's entity would store it after the row of this state. */
    public static void snapshot(DatabaseSettings database, String topic, TopicState state) throws SQLException {
        var serializer = new JournalSerializer();
        try (var connection = database.connect();
                var statement = connection.prepareStatement(INSERT_SNAPSHOT)) {
            statement.setString(
                    1, TopicEntity.persistenceId(new TopicName(topic)).id());
            statement.setLong(2, state.row());
            statement.setInt(3, JournalSerializer.IDENTIFIER);
            statement.setString(4, serializer.manifest(state));
            statement.setBytes(5, serializer.toBinary(state));
            statement.executeUpdate();
        }
    }

    /** A topic of so many events and nothing else. */
    public static TopicState stateOf(long epoch, long epochRow, long events) {
        return new TopicState(
                epochRow + events,
                epoch,
                epochRow,
                1,
                events,
                Instant.ofEpochMilli(1_000 + events),
                true,
                Instant.EPOCH,
                false,
                TopicConfiguration.DEFAULT,
                RecentKeys.none(),
                LatestByKey.none());
    }

    /** An event whose time is a second and its sequence number in milliseconds. */
    static JournalEntry.Appended event(long epoch, long seq) {
        var time = Instant.ofEpochMilli(1_000 + seq);
        return new JournalEntry.Appended(
                new Event(new Position(epoch, seq), time, Content.TEXT, "event " + seq, null, null), null);
    }

    /** Those of epoch 1. */
    static JournalEntry[] events(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(seq -> event(1, seq)).toArray(JournalEntry[]::new);
    }

    public static void insert(DatabaseSettings database, String topic, long firstRow, JournalEntry... entries)
            throws SQLException {
        var serializer = new JournalSerializer();
        try (var connection = database.connect();
                var statement = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < entries.length; i++) {
                statement.setString(
                        1, TopicEntity.persistenceId(new TopicName(topic)).id());
                statement.setLong(2, firstRow + i);
                statement.setInt(3, JournalSerializer.IDENTIFIER);
                statement.setString(4, serializer.manifest(entries[i]));
                statement.setBytes(5, serializer.toBinary(entries[i]));
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
        }
    }
}
