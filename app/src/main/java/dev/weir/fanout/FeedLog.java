package dev.weir.fanout;

import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feed's logs, and how far it should reach by the word of the topic's owner. It says which page of the journal is
 * needed next and takes pages and commits in any order; what it appends is always the very next event. Not for several
 * threads.
 */
final class FeedLog {

    /** A log starts with as many events, or bytes of data, as a segment holds; whichever is less. */
    static final int WARM_EVENTS_MAX = 256;

    static final long WARM_DATA_MAX = TopicLog.SEGMENT_BYTES;

    static final int REPAIR_EVENTS_MAX = 256;

    /** A page may end early when its events are large; a warm-up then asks for this many times fewer of them. */
    private static final int WARM_DIVISOR = 16;

    /**
     * A page of the journal that is needed.
     *
     * @param warming the log does not exist yet
     */
    record Wanted(TopicHead head, long afterSeq, int limit, boolean warming) {}

    private final TopicName topic;
    private final long bytesMax;
    private final LogMemory memory;
    private final FanoutObserver observer;
    private final HeldBatches held = new HeldBatches();

    private @Nullable TopicHead head;
    private @Nullable FormLogs log;
    private int warmEvents = WARM_EVENTS_MAX;

    FeedLog(TopicName topic, long bytesMax, LogMemory memory, FanoutObserver observer) {
        this.topic = topic;
        this.bytesMax = bytesMax;
        this.memory = memory;
        this.observer = observer;
    }

    /** The logs that readers may join; null until they are warm. */
    @Nullable FormLogs log() {
        return log;
    }

    /** The newest word of the topic's owner; null before the first. */
    @Nullable TopicHead head() {
        return head;
    }

    /** How far a log reaches, as a head; closed only when everything is in it. */
    static TopicHead reached(FormLogs log, TopicHead head) {
        long last = log.last();
        return new TopicHead(
                head.epoch(),
                head.epochRow(),
                Math.min(head.earliest(), last + 1),
                last,
                head.closed() && last == head.last());
    }

    /** Takes the owner's word; one that is older than what is known is nothing. */
    void reach(TopicHead next) {
        var known = head;
        if (known != null && isOlder(next, known)) {
            return;
        }
        if (known != null && known.epoch() != next.epoch()) {
            held.clear();
        }
        head = next;
        var current = log;
        if (current != null) {
            follow(current, next);
        } else if (next.isEmpty()) {
            start(next, next.last());
        }
        closeWhenComplete();
    }

    private void closeWhenComplete() {
        var known = head;
        var current = log;
        if (known != null && current != null && known.closed() && current.last() == known.last()) {
            current.close();
        }
    }

    /** How far readers are behind, see {@link TopicLog#medianLagBytes}; 0 while there is no log. */
    long medianLagBytes(int sampleMax, long activeWithinNanos) {
        var current = log;
        return current == null ? 0 : current.medianLagBytes(sampleMax, activeWithinNanos);
    }

    /** Takes what was committed; returns false when something before it is missing. */
    boolean committed(Committed batch) {
        appendNext(batch);
        reach(batch.head());
        var known = head;
        if (known == null || batch.head().epoch() != known.epoch()) {
            return true;
        }
        var current = log;
        if (current == null) {
            held.add(batch);
            return true;
        }
        if (batch.events().get(0).seq() > current.last() + 1) {
            held.add(batch);
            return false;
        }
        append(current, batch);
        appendHeld(current);
        current.wake();
        closeWhenComplete();
        return true;
    }

    /** What has to be read from the journal now; null when nothing is missing. */
    @Nullable Wanted wanted() {
        var known = head;
        if (known == null) {
            return null;
        }
        var current = log;
        if (current == null) {
            long after = Math.max(known.earliest() - 1, known.last() - warmEvents);
            return new Wanted(known, after, (int) (known.last() - after), true);
        }
        return current.last() < known.last() ? new Wanted(known, current.last(), REPAIR_EVENTS_MAX, false) : null;
    }

    /**
     * Takes a page. One that is no longer wanted is nothing.
     *
     * @return false when it should have brought something and has not: after a pause ask the owner, and read again
     */
    boolean read(Wanted page, List<Event> events) {
        var known = head;
        if (known == null || page.head().epoch() != known.epoch()) {
            return true;
        }
        if (events.isEmpty()) {
            return false;
        }
        var current = log;
        if (page.warming() && current == null) {
            warm(page, known, events);
        } else if (!page.warming() && current != null) {
            repair(current, events);
        }
        closeWhenComplete();
        return true;
    }

    /** Who is there gets what comes, also when so much comes at once that retention has passed the first of it. */
    private void appendNext(Committed batch) {
        var current = log;
        if (current == null || batch.events().get(0).seq() > current.last() + 1) {
            return;
        }
        if (current.epoch() == 0) {
            current.begin(batch.head().epoch());
        }
        if (current.epoch() == batch.head().epoch()) {
            append(current, batch);
        }
    }

    /** Readers get what is left and join again; whoever comes finds no log. */
    void retire() {
        var current = log;
        if (current != null) {
            current.retire();
        }
        log = null;
        held.clear();
        warmEvents = WARM_EVENTS_MAX;
    }

    private static boolean isOlder(TopicHead next, TopicHead known) {
        return next.epoch() < known.epoch() || (next.epoch() == known.epoch() && next.last() < known.last());
    }

    private void follow(FormLogs current, TopicHead next) {
        if (current.epoch() == 0 && next.epoch() > 0) {
            current.begin(next.epoch());
        }
        // What lies between the log and the oldest retained event is lost to it for good.
        if (current.epoch() != next.epoch() || current.last() + 1 < next.earliest()) {
            startOver(next);
        }
    }

    private void startOver(TopicHead next) {
        retire();
        if (next.isEmpty()) {
            start(next, next.last());
        }
    }

    private FormLogs start(TopicHead known, long afterSeq) {
        var start = known.epoch() == 0 ? Position.START : new Position(known.epoch(), afterSeq);
        var started = new FormLogs(topic, start, bytesMax, memory);
        log = started;
        return started;
    }

    private void warm(Wanted page, TopicHead known, List<Event> events) {
        long reached = events.get(events.size() - 1).seq();
        if (reached < page.head().last() && warmEvents > 1) {
            warmEvents = Math.max(1, warmEvents / WARM_DIVISOR);
            return;
        }
        int from = newestThatFit(events);
        var started = start(known, events.get(from).seq() - 1);
        append(started, events.subList(from, events.size()));
        appendHeld(started);
    }

    private static int newestThatFit(List<Event> events) {
        int from = events.size() - 1;
        long size = events.get(from).data().length();
        while (from > 0) {
            size += events.get(from - 1).data().length();
            if (size > WARM_DATA_MAX) {
                break;
            }
            from--;
        }
        return from;
    }

    private void repair(FormLogs current, List<Event> events) {
        if (events.get(0).seq() > current.last() + 1) {
            // Pruned since: the next warm-up begins with what is retained.
            retire();
            return;
        }
        int repaired = append(current, events);
        if (repaired > 0) {
            observer.repaired(topic, repaired);
        }
        appendHeld(current);
        current.wake();
    }

    private void appendHeld(FormLogs current) {
        for (var batch = held.takeAfter(current.last()); batch != null; batch = held.takeAfter(current.last())) {
            append(current, batch);
        }
    }

    private void append(FormLogs current, Committed batch) {
        long arrivedAtMillis = batch.arrivedAt().toEpochMilli();
        for (var event : batch.events()) {
            append(current, event, arrivedAtMillis);
        }
    }

    private int append(FormLogs current, List<Event> events) {
        int count = 0;
        for (var event : events) {
            count += append(current, event, event.time().toEpochMilli()) ? 1 : 0;
        }
        return count;
    }

    private boolean append(FormLogs current, Event event, long arrivedAtMillis) {
        if (event.seq() <= current.last()) {
            return false;
        }
        if (event.seq() != current.last() + 1 || event.position().epoch() != current.epoch()) {
            throw new IllegalStateException("event of " + topic + ": " + event.position() + " (expected: "
                    + current.epoch() + "-" + (current.last() + 1) + ")");
        }
        current.append(event, arrivedAtMillis);
        return true;
    }
}
