package dev.weir.journal;

import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Draft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The publishes that wait for the next commit of their topic: bounded in number and in bytes. Not thread-safe. */
final class PublishQueue {

    private final TopicSettings settings;
    private final ArrayDeque<Publish> waiting = new ArrayDeque<>();
    private long bytes;

    PublishQueue(TopicSettings settings) {
        this.settings = settings;
    }

    /** False, and nothing is kept, when there is no room. One publish always has room in an empty queue. */
    boolean offer(Publish publish) {
        long more = bytes(publish);
        boolean full = waiting.size() >= settings.waitingMax() || bytes + more > settings.waitingBytesMax();
        if (full && !waiting.isEmpty()) {
            return false;
        }
        waiting.add(publish);
        bytes += more;
        return true;
    }

    /** The oldest publishes that fit into one commit, at least one if any waits. */
    List<Publish> takeForCommit() {
        var taken = new ArrayList<Publish>();
        int events = 0;
        while (!waiting.isEmpty()) {
            var next = waiting.peek();
            events += next.drafts().size();
            if (!taken.isEmpty() && events > settings.commitEventsMax()) {
                break;
            }
            bytes -= bytes(next);
            taken.add(waiting.remove());
        }
        return taken;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private static long bytes(Publish publish) {
        return publish.drafts().stream().mapToLong(Draft::dataBytes).sum();
    }
}
