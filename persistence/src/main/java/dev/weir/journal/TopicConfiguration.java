package dev.weir.journal;

import dev.weir.topic.Retention;
import dev.weir.topic.TopicCommand.Configure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for a topic when it was created or changed.
 *
 * @param retentionEvents how many events to keep; {@link Long#MAX_VALUE} for all; null for the node's default
 * @param retentionAge how long to keep an event; {@link #FOREVER} for ever; null for the node's default
 * @param keyed whether the latest event of each key is kept as the topic's state
 */
public record TopicConfiguration(
        @Nullable Long retentionEvents, @Nullable Duration retentionAge, boolean keyed) {

    public static final Duration FOREVER = Retention.FOREVER;

    /** A topic that was created by its first event. */
    public static final TopicConfiguration DEFAULT = new TopicConfiguration(null, null, false);

    /** With what is asked for; what is not stays. */
    TopicConfiguration with(Configure wish) {
        return new TopicConfiguration(
                wish.retentionEvents() == null ? retentionEvents : wish.retentionEvents(),
                wish.retentionAge() == null ? retentionAge : wish.retentionAge(),
                wish.keyed() == null ? keyed : wish.keyed());
    }

    /** What applies on a node with these defaults. */
    Retention retention(Retention defaults) {
        return new Retention(
                retentionEvents == null ? defaults.events() : retentionEvents,
                retentionAge == null ? defaults.age() : retentionAge);
    }
}
