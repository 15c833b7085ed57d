package dev.weir.journal;

import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a topic knows of its rows, and does to them, beside the journal's library. Each call runs on connections of its
 * own, so that neither publishing nor reading waits for it, and fails with {@link JournalUnavailable}.
 */
public interface TopicRows {

    /**
     * What a topic must know before it answers anything.
     *
     * @param epochFloor no topic may be in an epoch below it
     * @param firstEvent the oldest event stored, of whatever epoch; {@link Position#START} when none is
     * @param firstRow the number of the first row; 0 when there is none
     * @param snapshotRow up to which a recovery needs no rows; 0 when there is no snapshot
     */
    record Facts(long epochFloor, Position firstEvent, long firstRow, long snapshotRow) {

        static final Facts NONE = new Facts(0, Position.START, 0, 0);
    }

    CompletionStage<Facts> facts(TopicName topic);

    /** The last sequence number from {@code head.earliest} on that is older; {@code head.earliest - 1} when none is. */
    CompletionStage<Long> lastOlderThan(TopicName topic, TopicHead head, Instant time);

    /** The last row there is; 0 when there is none. */
    CompletionStage<Long> lastRow(TopicName topic);

    /**
     * Deletes the first rows of the topic, in one transaction.
     *
     * @param throughRow the last row that may go; one that a recovery needs stays all the same, and so does the last one
     * @param rowsMax how many may go at once
     * @return how many have gone; fewer than {@code rowsMax} when none is left that may
     */
    CompletionStage<Integer> prune(TopicName topic, long throughRow, int rowsMax);

    /** Knows nothing and prunes nothing. */
    TopicRows NONE = new TopicRows() {
        @Override
        public CompletionStage<Facts> facts(TopicName topic) {
            return CompletableFuture.completedFuture(Facts.NONE);
        }

        @Override
        public CompletionStage<Long> lastOlderThan(TopicName topic, TopicHead head, Instant time) {
            return CompletableFuture.completedFuture(head.earliest() - 1);
        }

        @Override
        public CompletionStage<Long> lastRow(TopicName topic) {
            return CompletableFuture.completedFuture(0L);
        }

        @Override
        public CompletionStage<Integer> prune(TopicName topic, long throughRow, int rowsMax) {
            return CompletableFuture.completedFuture(0);
        }
    };
}
