package dev.weir.wire;

import java.util.Locale;

/** Why a reader cannot go on exactly where its id says. */
public enum GapCause {
    /** Events behind the position have been pruned. */
    RETENTION,
    /** The position is of an earlier life of the topic. */
    EPOCH,
    /** The id is none, fits no topic asked for, or names an epoch that the topic never had. */
    UNKNOWN,
    /** The position lies beyond the head, by the word of the topic's owner. */
    AHEAD;

    /** The name in {@code stream-gap} and in metrics. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
