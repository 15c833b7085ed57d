package dev.weir.endtoend.many;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks one subscriber's log as it grows: in each topic every event is the very next one, with the data that was
 * published under its position, unless a gap was told, whose numbers must be right.
 */
final class ReaderLog {

    private final Truth truth;
    private final Map<TopicName, Position> positions = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> gaps = new TreeMap<>();
    private int events;

    ReaderLog(Truth truth) {
        this.truth = truth;
    }

    /** Where a connection stands that told of no gap before this. */
    void opened(TopicName topic, Position at) {
        var before = positions.putIfAbsent(topic, at);
        if (before != null && !before.equals(at) && !isFirstEpoch(before, at)) {
            faults.add(topic + ": opened at " + at + " (expected: " + before + ")");
        }
    }

    /** A topic that had nothing at all is at 0-0 until its first epoch begins. */
    private static boolean isFirstEpoch(Position before, Position now) {
        return before.equals(Position.START) && now.seq() == 0;
    }

    void forget(TopicName topic) {
        positions.remove(topic);
    }

    void event(TopicName topic, Position position, String data) {
        events++;
        var before = positions.getOrDefault(topic, Position.START);
        boolean next = position.seq() == before.seq() + 1
                && (position.epoch() == before.epoch() || isFirstEpoch(before, new Position(position.epoch(), 0)));
        if (!next) {
            faults.add(topic + ": " + position + " after " + before + " (expected: the next one, or a gap)");
        }
        positions.put(topic, position);
        var known = truth.at(topic, position);
        if (known == null ? !truth.wasSent(topic, data) : !known.equals(data)) {
            faults.add(topic + " " + position + ": " + data + " (expected: " + known + ")");
        }
    }

    /** @param gap with the members of {@code stream-gap} */
    void gap(JsonNode gap) {
        var topic = new TopicName(gap.path("topic").asText());
        var cause = gap.path("cause").asText();
        var before = positions.getOrDefault(topic, Position.START);
        var from = position(gap, "from");
        gaps.merge(cause, 1, Integer::sum);
        boolean right = switch (cause) {
            case "retention" ->
                gap.path("lost").asLong() == from.seq() - before.seq()
                        && gap.path("lost").asLong() > 0
                        && from.epoch() == Math.max(1, before.epoch())
                        && position(gap, "earliest").seq() == from.seq() + 1;
            case "epoch" -> from.epoch() > before.epoch() && gap.path("lost").isNull();
            default -> false;
        };
        if (!right) {
            faults.add(topic + ": gap " + gap + " after " + before);
        }
        positions.put(topic, from);
    }

    private static Position position(JsonNode gap, String member) {
        var position = Position.parse(gap.path(member).asText());
        return position == null ? Position.START : position;
    }

    Position at(TopicName topic) {
        return positions.getOrDefault(topic, Position.START);
    }

    List<String> faults() {
        return faults;
    }

    int events() {
        return events;
    }

    /** How many were told, by cause. */
    Map<String, Integer> gaps() {
        return gaps;
    }
}
