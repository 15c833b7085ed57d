package dev.weir.journal;

import dev.weir.topic.Retention;
import java.time.Duration;

/**
 * What a topic keeps, and how it lets go of the rest.
 *
 * @param retention of topics that have none of their own ({@code topics.retention-events}, {@code topics.retention-age})
 * @param keysMax keys in the state of a keyed topic ({@code topics.keys-max})
 * @param stateBytesMax bytes of keys, types and data in it ({@code topics.state-bytes-max})
 * @param lookEvery how often a topic looks for events that have become too old, and for rows that nobody needs
 */
public record KeepingSettings(Retention retention, int keysMax, long stateBytesMax, Duration lookEvery) {

    public static final KeepingSettings DEFAULT = new KeepingSettings(
            new Retention(1_000_000, Duration.ofDays(7)), 10_000, 16L << 20, Duration.ofSeconds(10));
}
