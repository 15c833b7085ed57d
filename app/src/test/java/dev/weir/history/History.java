package dev.weir.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * All that publishers and subscribers saw, and what is stored in the end. Every event has data of its own, so that data alone
 * tells which publish it came of. Thread-safe.
 */
public final class History {

    /** What a publisher came to know of one event, whatever number of tries it took. */
    public enum Outcome {
        STORED,
        REFUSED,
        UNKNOWN
    }

    /**
     * @param seq where it was acknowledged to be; 0 unless stored
     * @param invokedNanos before the first try
     * @param returnedNanos when the outcome was known
     */
    public record Published(
            String topic, String data, Outcome outcome, long seq, long invokedNanos, long returnedNanos) {}

    /** One thing that a subscriber was told; it knows of nothing else. */
    public sealed interface Told {}

    public record Event(long seq, String data) implements Told {}

    /**
     * It was told that events are missing up to here, or began behind them.
     *
     * @param from the number after which it goes on
     * @param goneThrough up to here retention may have taken them by then; 0 where everything is retained
     */
    public record Gap(String json, long from, long goneThrough) implements Told {

        /** Where everything is retained. */
        public Gap(String json) {
            this(json, 0, 0);
        }
    }

    private final Queue<Published> published = new ConcurrentLinkedQueue<>();
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<Event>>> replays = new TreeMap<>();

    /** What one subscriber was told of one topic, in order, over all its connections. */
    public record Subscription(String topic, List<Told> told) {}

    public void published(Published one) {
        published.add(one);
    }

    /** @param subscriber one name for each subscriber; called by one thread for each */
    public void told(String subscriber, String topic, Told one) {
        subscriptions
                .computeIfAbsent(subscriber, name -> new Subscription(topic, new ArrayList<>()))
                .told()
                .add(one);
    }

    /** All events of a topic as one node has them when all is over. */
    public synchronized void replayed(String node, String topic, List<Event> events) {
        replays.computeIfAbsent(topic, unknown -> new TreeMap<>()).put(node, List.copyOf(events));
    }

    public List<Published> published() {
        return List.copyOf(published);
    }

    public Map<String, Subscription> subscriptions() {
        return subscriptions;
    }

    /** By topic, and by node. */
    public synchronized Map<String, Map<String, List<Event>>> replays() {
        return replays;
    }
}
