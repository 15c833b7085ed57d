package dev.weir.client;

import dev.weir.wire.Gap;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber is given, in the order of the stream. The {@code id} of an item is what to come back with once it
 * has been dealt with; empty before the first id.
 */
public sealed interface StreamItem {

    /** To be handed to {@link StreamQuery#after} in order to go on behind this item; empty when there is none yet. */
    String id();

    /**
     * A published event.
     *
     * @param type {@code message} when the publisher named none
     * @param data with LF as its line end
     */
    record Message(String type, String data, String id) implements StreamItem {}

    /**
     * A connection stands: the first one, or a new one after an {@link Interrupted}.
     *
     * @param heartbeat the longest silence that the server announced
     * @param gap whether {@link Missed} follows
     * @param positions where the stream stands, by topic
     */
    record Opened(
            String connection,
            String node,
            Duration heartbeat,
            boolean gap,
            Map<TopicName, Position> positions,
            String id)
            implements StreamItem {}

    /** The stream could not go on exactly where the id said, and goes on after {@code gap.from}. */
    record Missed(Gap gap, String id) implements StreamItem {}

    /** A state snapshot is complete; what follows are the events after it. */
    record StateComplete(Map<TopicName, Position> positions, String id) implements StreamItem {}

    /** These topics are not granted; the others go on. */
    record Denied(List<TopicName> topics, String id) implements StreamItem {}

    /**
     * The connection ended or could not be made, and another one will be tried: for logs and displays, nothing was lost.
     *
     * @param why one line
     * @param code of {@code stream-bye}, null when the stream ended without one
     * @param after how long from now
     * @param attempt how many in a row have failed since a stream last lived, this one included; 0 when one that had
     *     lived was ended by the server in good order
     */
    record Interrupted(String why, @Nullable Integer code, Duration after, int attempt, String id)
            implements StreamItem {}
}
