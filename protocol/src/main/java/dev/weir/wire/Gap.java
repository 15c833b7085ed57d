package dev.weir.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a reader is told when its stream cannot go on where its id says: what is missing in one topic, and where the
 * stream goes on.
 *
 * @param requested the id as it came from outside, any text; null when the reader was live and asked for nothing
 * @param earliest the oldest retained event; null when there is none
 * @param latest the newest event; null when there is none
 * @param lost how many events the reader will never see; a number for {@link GapCause#RETENTION}, else null
 * @param from the stream goes on after this: before the earliest retained event, for {@link GapCause#AHEAD} the head
 */
public record Gap(
        TopicName topic,
        GapCause cause,
        @Nullable String requested,
        @Nullable Position earliest,
        @Nullable Position latest,
        @Nullable Long lost,
        Position from) {

    public Gap {
        if ((cause == GapCause.RETENTION) != (lost != null)) {
            throw new IllegalArgumentException(
                    "lost: " + lost + " (expected: a number for retention only, cause is " + cause.wireName() + ")");
        }
    }
}
