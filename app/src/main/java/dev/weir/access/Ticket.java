package dev.weir.access;

import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.List;

/**
 * What one that has a token lets a browser's EventSource do, which can send no header: subscribe to these topics until
 * then, as the token's holder.
 *
 * @param expiresAt never after the token's end
 */
public record Ticket(Credential of, List<TopicName> topics, Instant expiresAt) {

    public Ticket {
        topics = List.copyOf(topics);
    }
}
