package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.TopicName;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class OtherWriterTest {

    private static final TopicName TOPIC = new TopicName("trades");
    private static final String TAKEN = "ERROR: duplicate key value violates unique constraint \"event_journal_pkey\"\n"
            + "  Detail: Key (persistence_id, sequence_number)=(topic|%s, 7) already exists.";

    private static boolean found(Throwable failure) {
        return OtherWriter.isInTheWayOf(TOPIC, failure);
    }

    private static SQLException refused(String message) {
        return new SQLException(message, "23505");
    }

    @Test
    void is_found_where_the_database_says_that_the_row_is_there() {
        assertThat(found(refused(TAKEN.formatted("trades")))).isTrue();
        assertThat(found(
                        refused("row 7 of topic|trades: behind rows of another writer (expected: after the last one)")))
                .isTrue();
    }

    @Test
    void is_found_behind_the_failure_of_a_batch() {
        var batch = new BatchUpdateException("Batch entry 0 was aborted", "23505", 0, new int[0]);
        batch.setNextException(refused(TAKEN.formatted("trades")));

        assertThat(found(new IllegalStateException(batch))).isTrue();
    }

    @Test
    void is_none_of_a_topic_that_only_shared_the_transaction() {
        assertThat(found(refused(TAKEN.formatted("trades2")))).isFalse();
        assertThat(found(refused(TAKEN.formatted("other")))).isFalse();
    }

    @Test
    void is_none_where_the_database_was_away() {
        assertThat(found(new SQLException("(topic|trades, 7): connection lost", "08006")))
                .isFalse();
        assertThat(found(new IllegalStateException("no connection"))).isFalse();
    }
}
