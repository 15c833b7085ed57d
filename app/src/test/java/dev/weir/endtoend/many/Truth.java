package dev.weir.endtoend.many;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What was acknowledged, and what may have been stored without an answer. Thread-safe. */
final class Truth {

    private record Place(TopicName topic, Position position) {}

    private final Map<Place, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, TopicName> sent = new ConcurrentHashMap<>();

    /** Before it is sent. */
    void sending(TopicName topic, String data) {
        sent.put(data, topic);
    }

    void acknowledged(TopicName topic, Position position, String data) {
        var before = acknowledged.putIfAbsent(new Place(topic, position), data);
        if (before != null) {
            throw new AssertionError(topic + " " + position + ": acknowledged for " + before + " and for " + data);
        }
    }

    /** What must be at this place; null when nobody was told. */
    @Nullable String at(TopicName topic, Position position) {
        return acknowledged.get(new Place(topic, position));
    }

    boolean wasSent(TopicName topic, String data) {
        return topic.equals(sent.get(data));
    }

    int size() {
        return acknowledged.size();
    }
}
