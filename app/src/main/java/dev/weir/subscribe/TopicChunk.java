package dev.weir.subscribe;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;

/** Consecutive events of one topic, at least one, as whole frames in an array that others share. */
final class TopicChunk {

    private final TopicName topic;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final int events;
    private final Position last;
    private final long arrivedAtMillis;

    /**
     * @param bytes not written to between {@code offset} and {@code offset + length} any more
     * @param events how many
     * @param last where a reader stands that has seen them
     * @param arrivedAtMillis when the oldest reached Weir; {@link StreamOutput#ARRIVAL_UNKNOWN} for old ones
     */
    TopicChunk(TopicName topic, byte[] bytes, int offset, int length, int events, Position last, long arrivedAtMillis) {
        this.topic = topic;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.events = events;
        this.last = last;
        this.arrivedAtMillis = arrivedAtMillis;
    }

    TopicName topic() {
        return topic;
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int end() {
        return offset + length;
    }

    int length() {
        return length;
    }

    int events() {
        return events;
    }

    Position last() {
        return last;
    }

    /** Where a reader stands that has seen the first {@code count} of them. */
    Position after(int count) {
        return new Position(last.epoch(), last.seq() - events + count);
    }

    long arrivedAtMillis() {
        return arrivedAtMillis;
    }
}
