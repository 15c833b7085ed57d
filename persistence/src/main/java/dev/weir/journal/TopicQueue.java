package dev.weir.journal;

import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicCommand.Change;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Draft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publishes and changes that wait for the next commit of their topic, in the order in which they came: bounded in
 * number and in bytes. Not thread-safe.
 */
final class TopicQueue {

    private final TopicSettings settings;
    private final ArrayDeque<TopicCommand> waiting = new ArrayDeque<>();
    private long bytes;

    TopicQueue(TopicSettings settings) {
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

    /** False, and nothing is kept, when there is no room. */
    boolean offer(Change change) {
        return waiting.size() < settings.waitingMax() && waiting.add(change);
    }

    /** What comes next when it is a change, which is committed alone; else null. */
    @Nullable Change takeChange() {
        if (waiting.peek() instanceof Change change) {
            waiting.remove();
            return change;
        }
        return null;
    }

    boolean beginsWithConfigure() {
        return waiting.peek() instanceof TopicCommand.Configure;
    }

    /** The oldest publishes that fit into one commit, at least one if one comes next; none behind a change. */
    List<Publish> takePublishes() {
        var taken = new ArrayList<Publish>();
        int events = 0;
        while (waiting.peek() instanceof Publish next) {
            events += next.drafts().size();
            if (!taken.isEmpty() && events > settings.commitEventsMax()) {
                break;
            }
            bytes -= bytes(next);
            taken.add(next);
            waiting.remove();
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
