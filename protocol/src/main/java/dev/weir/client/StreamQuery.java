package dev.weir.client;

import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to follow, and from where.
 *
 * @param topics at least one, without repetition
 * @param from where to begin without an id: {@code latest}, {@code earliest}, {@code state}, {@code -10m} or an RFC 3339
 *     time; judged by the server
 * @param lastEventId where an earlier run left off; wins over {@code from}. Null for none
 * @param heartbeat how often to hear of the server, 1 to 60 seconds; null for what it does by itself
 */
public record StreamQuery(
        List<TopicName> topics,
        String from,
        @Nullable String lastEventId,
        @Nullable Duration heartbeat) {

    public static final String LATEST = "latest";

    public StreamQuery {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("topics: none (expected: at least one)");
        }
        topics = topics.stream().distinct().toList();
    }

    /**
     * These topics, from now on.
     *
     * @throws dev.weir.wire.InvalidText when one is no topic name
     */
    public static StreamQuery of(String... topics) {
        return new StreamQuery(Stream.of(topics).map(TopicName::new).toList(), LATEST, null, null);
    }

    /** The same, beginning there when there is no id. */
    public StreamQuery from(String start) {
        return new StreamQuery(topics, start, lastEventId, heartbeat);
    }

    /** The same, behind this id; an empty one is none. */
    public StreamQuery after(String id) {
        return new StreamQuery(topics, from, id.isEmpty() ? null : id, heartbeat);
    }

    /** The same, with another interval. */
    public StreamQuery heartbeat(Duration interval) {
        return new StreamQuery(topics, from, lastEventId, interval);
    }
}
