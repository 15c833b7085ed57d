package dev.weir.operate;

import dev.weir.subscribe.StreamView;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which streams are wanted, in which order, from where on. Null members do not filter.
 *
 * @param text that stands in the id, the address, the subject or a topic, in whatever case
 * @param ended those that are over, instead of those that are open
 * @param afterKey of the last row that is known already; null with {@code afterId} for the first page
 */
record StreamQuery(
        @Nullable String topic,
        @Nullable String address,
        @Nullable String subject,
        @Nullable String quality,
        @Nullable String form,
        @Nullable String text,
        boolean ended,
        StreamOrder order,
        boolean descending,
        @Nullable Long afterKey,
        @Nullable String afterId,
        int limit) {

    boolean matches(StreamView stream) {
        var seat = stream.facts().seat();
        return (topic == null
                        || seat.topics().stream().anyMatch(one -> one.text().equals(topic)))
                && (address == null || address.equals(seat.client().address()))
                && (subject == null || Objects.equals(subject, seat.subject()))
                && (quality == null || quality.equals(stream.quality().text()))
                && (form == null || form.equals(formOf(stream)))
                && (text == null || mentions(stream, text.toLowerCase(Locale.ROOT)));
    }

    static String formOf(StreamView stream) {
        return stream.facts().form().name().toLowerCase(Locale.ROOT);
    }

    private static boolean mentions(StreamView stream, String text) {
        var seat = stream.facts().seat();
        return contains(stream.facts().id(), text)
                || contains(seat.client().address(), text)
                || contains(seat.subject(), text)
                || seat.topics().stream().anyMatch(topic -> contains(topic.text(), text));
    }

    private static boolean contains(@Nullable String whole, String part) {
        return whole != null && whole.toLowerCase(Locale.ROOT).contains(part);
    }

    /** Whether a row comes after what is known already. */
    boolean follows(long key, String id) {
        if (afterKey == null || afterId == null) {
            return true;
        }
        return compare(key, id, afterKey, afterId) > 0;
    }

    int compare(long key, String id, long otherKey, String otherId) {
        int byKey = descending ? Long.compare(otherKey, key) : Long.compare(key, otherKey);
        return byKey == 0 ? id.compareTo(otherId) : byKey;
    }
}
