package dev.weir.endtoend.crowd;

import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Whether one client got every event of its topics once and in order. The data of each is its topic and its number there,
 * which {@link SteadyPublishers} count from 1, so it must be the sequence number too.
 */
final class EventCheck {

    /** Faults that are told; of a broken server there would be one for each event. */
    private static final int FAULTS_MAX = 20;

    /** Numbers that are remembered as missing, to tell a late event from a double. */
    private static final int MISSING_MAX = 1_000;

    private static final long EPOCH = 1;

    enum Fault {
        /** Skipped within a stream. */
        LOST,
        /** Or a stream that begins before what the client has. */
        DOUBLED,
        /** Came after a later one. */
        REORDERED,
        /** Nobody published it, or not there. */
        INVENTED,
        /** A stream that begins behind what the client has, and says nothing of it. */
        SILENT_GAP
    }

    record Found(Fault fault, String what) {}

    private record Place(String topic, long number) {}

    private final List<TopicName> topics;
    private final ToLongFunction<String> sent;

    /** By topic: the number up to which the client has all; empty before the first stream opened. */
    private final Map<String, Long> last = new HashMap<>();

    private final Set<Place> missing = new HashSet<>();
    private final List<Found> found = new ArrayList<>();
    private long faults;
    private long events;
    private long gaps;

    /** @param sent by topic: the highest number that was sent to the server so far */
    EventCheck(List<String> topics, ToLongFunction<String> sent) {
        this.topics = topics.stream().map(TopicName::new).toList();
        this.sent = sent;
    }

    /** What {@code stream-open} says when it announces no gap. */
    void opened(String topic, String position) {
        long at = number(topic, position);
        var has = last.putIfAbsent(topic, at);
        if (has != null && at != has) {
            add(at > has ? Fault.SILENT_GAP : Fault.DOUBLED, topic + ": opened at " + at + " (expected: " + has + ")");
            last.put(topic, at);
        }
    }

    /** A gap that the server tells of is no fault here; a test that expects none asks for {@link #gaps}. */
    void gap(String topic, String from) {
        gaps++;
        last.put(topic, number(topic, from));
    }

    private long number(String topic, String position) {
        var known = Position.parse(position);
        if (known == null || known.epoch() > EPOCH) {
            add(Fault.INVENTED, topic + ": position " + position + " (expected: one of epoch " + EPOCH + ")");
            return 0;
        }
        return known.seq();
    }

    /** @param data the topic, a space, the number; what follows another space fills up */
    void event(String data, String id) {
        events++;
        var words = data.split(" ", 3);
        boolean mine = topics.stream().anyMatch(topic -> topic.text().equals(words[0]));
        if (!mine || words.length < 2 || !words[1].matches("[1-9]\\d{0,15}")) {
            add(Fault.INVENTED, "\"" + data + "\" (expected: an event of " + topics + ")");
            return;
        }
        long number = Long.parseLong(words[1]);
        if (number > sent.applyAsLong(words[0])) {
            add(Fault.INVENTED, data + " (expected: one that was published)");
        } else if (topics.size() == 1 && !id.equals(EPOCH + "-" + number)) {
            add(Fault.INVENTED, data + " under id " + id);
        } else {
            arrived(words[0], number);
        }
    }

    private void arrived(String topic, long number) {
        long has = last.getOrDefault(topic, 0L);
        if (number == has + 1) {
            last.put(topic, number);
        } else if (number > has) {
            add(Fault.LOST, topic + ": " + number + " after " + has);
            for (long skipped = has + 1; skipped < number && missing.size() < MISSING_MAX; skipped++) {
                missing.add(new Place(topic, skipped));
            }
            last.put(topic, number);
        } else {
            boolean late = missing.remove(new Place(topic, number));
            add(late ? Fault.REORDERED : Fault.DOUBLED, topic + ": " + number + " after " + has);
        }
    }

    /** The id that the client will come back with must say what it has, in every topic. */
    void standsAt(String id) {
        var claimed = Cursor.claim(id, topics).known();
        last.forEach((topic, number) -> {
            var position = claimed.get(new TopicName(topic));
            if (position == null || position.seq() != number) {
                add(Fault.INVENTED, "id " + id + " in " + topic + ": " + position + " (expected: " + number + ")");
            }
        });
    }

    private void add(Fault fault, String what) {
        faults++;
        if (found.size() < FAULTS_MAX) {
            found.add(new Found(fault, what));
        }
    }

    /** How many events up to these numbers, by topic, are still to come. */
    long behind(ToLongFunction<String> published) {
        return topics.stream()
                .map(TopicName::text)
                .mapToLong(topic -> Math.max(0, published.applyAsLong(topic) - last.getOrDefault(topic, 0L)))
                .sum();
    }

    /** The first ones. */
    List<Found> found() {
        return List.copyOf(found);
    }

    long faults() {
        return faults;
    }

    long events() {
        return events;
    }

    /** That the server told of. */
    long gaps() {
        return gaps;
    }
}
