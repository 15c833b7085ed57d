package dev.weir.admission;

import dev.weir.http.ClientAddress;
import dev.weir.wire.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream or poll takes up while it is there.
 *
 * @param subject whose token it came with; null for one that did not say who it is
 * @param topics without repetition
 */
public record Seat(ClientAddress client, @Nullable String subject, List<TopicName> topics) {

    public Seat {
        topics = List.copyOf(topics);
    }
}
