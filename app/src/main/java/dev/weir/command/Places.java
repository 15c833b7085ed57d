package dev.weir.command;

import dev.weir.wire.TopicName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How far each topic is on standard output: an id counts once all bytes before it are written. Any thread may ask; the
 * bound of what is pending is the output's buffer.
 */
final class Places {

    /** Can be pasted into any shell as it is; every id of a Weir server is one. */
    private static final String PLAIN = "[A-Za-z0-9_.~/-]+";

    private record Pending(long offset, TopicName topic, String id) {}

    private final boolean single;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<TopicName, String> ids = new LinkedHashMap<>();

    Places(List<TopicName> topics) {
        single = topics.size() == 1;
    }

    /** The topic is there once so many bytes are written; an empty id is none. */
    synchronized void reach(long offset, TopicName topic, String id) {
        if (!id.isEmpty()) {
            pending.add(new Pending(offset, topic, id));
        }
    }

    /** So many bytes are written. */
    synchronized void written(long bytes) {
        while (!pending.isEmpty() && pending.element().offset() <= bytes) {
            var reached = pending.remove();
            ids.put(reached.topic(), reached.id());
        }
    }

    /** The topic is complete: nobody needs to go on with it. */
    synchronized void leave(TopicName topic) {
        pending.removeIf(reached -> reached.topic().equals(topic));
        ids.remove(topic);
    }

    /** The options with which the next run goes on; empty when there is nothing to go on from. */
    synchronized String options() {
        return ids.entrySet().stream()
                .map(entry -> single
                        ? "--last-event-id " + quoted(entry.getValue())
                        : "--after " + quoted(entry.getKey().text() + "=" + entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return text.replace("=", "").matches(PLAIN) ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
