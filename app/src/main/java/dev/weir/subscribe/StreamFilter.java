package dev.weir.subscribe;

import dev.weir.wire.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Which streams are asked for; null for any.
 *
 * @param id of one stream
 * @param address of the client
 */
public record StreamFilter(
        @Nullable String id,
        @Nullable TopicName topic,
        @Nullable String address,
        @Nullable String subject,
        @Nullable Quality quality) {

    boolean matches(StreamView stream) {
        var seat = stream.facts().seat();
        return (id == null || id.equals(stream.facts().id()))
                && (topic == null || seat.topics().contains(topic))
                && (address == null || address.equals(seat.client().address()))
                && (subject == null || subject.equals(seat.subject()))
                && (quality == null || quality == stream.quality());
    }
}
