package dev.weir.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.json.JsonTree;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The body of {@code POST /tickets}: {@code {"topics":["a","b"]}}.
 *
 * @param topics at least one, without repetition
 */
record TicketWish(List<TopicName> topics) {

    TicketWish {
        topics = List.copyOf(topics);
    }

    /** @throws InvalidText when it is no such object */
    static TicketWish read(byte[] body, int topicsMax) {
        var object = JsonTree.object(body);
        var topics = new LinkedHashSet<TopicName>();
        for (var names = object.fieldNames(); names.hasNext(); ) {
            var name = names.next();
            if (!name.equals("topics")) {
                throw InvalidText.of(Refusal.BAD_PARAMETER, "member", name, "topics");
            }
        }
        var list = object.path("topics");
        for (var entry : list) {
            topics.add(new TopicName(text(entry)));
        }
        if (!list.isArray() || topics.isEmpty() || topics.size() > topicsMax) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER, "topics: not as wanted (expected: a list of 1 to " + topicsMax + " topics)");
        }
        return new TicketWish(List.copyOf(topics));
    }

    private static String text(JsonNode entry) {
        if (!entry.isTextual()) {
            throw new InvalidText(Refusal.BAD_PARAMETER, "topics: an entry is no text (expected: names of topics)");
        }
        return entry.textValue();
    }
}
