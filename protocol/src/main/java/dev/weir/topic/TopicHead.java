package dev.weir.topic;

import dev.weir.wire.Position;

/**
 * How far a topic reaches, by the word of its owner.
 *
 * @param epoch 0 for a topic of which nothing was ever stored
 * @param epochRow the journal row at which the epoch began: the event {@code seq} lies at row {@code epochRow + seq} or
 *     above it
 * @param earliest the oldest retained sequence number; {@code last + 1} when no event is retained
 * @param last the newest sequence number of the epoch; 0 before the first
 * @param closed nothing comes after {@code last}
 */
public record TopicHead(long epoch, long epochRow, long earliest, long last, boolean closed) {

    /** A topic of which nothing was ever stored. */
    public static final TopicHead EMPTY = new TopicHead(0, 0, 1, 0, false);

    public Position position() {
        return new Position(epoch, last);
    }

    public boolean isEmpty() {
        return earliest > last;
    }
}
