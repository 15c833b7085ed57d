package dev.weir.journal;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.wire.TopicName;
import java.sql.SQLException;

/** Writes rows of a topic past its entity, as a damaged journal or another writer would have them. */
public final class PlantedRows {

    private static final String INSERT = """
            insert into event_journal
            (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
             event_ser_id, event_ser_manifest, event_payload)
            values (?, ?, 'planted', 0, '', ?, ?, ?)
            """;

    private PlantedRows() {}

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
