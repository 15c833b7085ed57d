package dev.weir.journal;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of one topic say, without its owner being asked.
 *
 * @param last the newest event of whatever epoch; {@link Position#START} when no event is stored
 * @param lastTime of that event; null when there is none
 * @param rows from its first row to its last
 * @param lastKind of its newest row
 */
public record StoredTopic(
        TopicName topic, Position last, @Nullable Instant lastTime, long rows, Kind lastKind) {

    /** What a row holds. */
    public enum Kind {
        EVENT,
        CONFIGURED,
        CLOSED,
        EPOCH;

        static Kind of(String manifest) {
            return switch (manifest) {
                case EntryFormat.EVENT -> EVENT;
                case EntryFormat.CONFIGURED -> CONFIGURED;
                case EntryFormat.CLOSED -> CLOSED;
                default -> EPOCH;
            };
        }
    }
}
