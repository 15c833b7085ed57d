package dev.weir.observe;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The latest decisions of supervisors on this node: what was restarted, stopped or evicted, and why. From any thread. */
public final class SupervisionRecord {

    /** The oldest is forgotten first. */
    public static final int ENTRIES_MAX = 1_000;

    private static final int REASON_CHARS_MAX = 300;

    /**
     * @param actor {@code topic}, {@code topic-feed} or {@code connection}
     * @param which its name among those of its kind
     * @param decision {@code restart}, {@code stop} or {@code evict}
     * @param reason at most 300 characters
     */
    public record Entry(Instant time, String actor, String which, String decision, String reason) {}

    private final Clock clock;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /** Of few kinds and decisions. */
    private final Map<String, Long> counts = new HashMap<>();

    public SupervisionRecord(Clock clock) {
        this.clock = clock;
    }

    /** Writes down what happens now. */
    public synchronized void add(String actor, String which, String decision, String reason) {
        var shown = reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX - 1) + "…";
        entries.addLast(new Entry(clock.instant(), actor, which, decision, shown));
        counts.merge(actor + ' ' + decision, 1L, Long::sum);
        if (entries.size() > ENTRIES_MAX) {
            entries.removeFirst();
        }
    }

    /** How often that was decided since the node started. */
    public synchronized long count(String actor, String decision) {
        return counts.getOrDefault(actor + ' ' + decision, 0L);
    }

    /** The newest first. */
    public synchronized List<Entry> newest(int limit) {
        var newest = new ArrayList<>(entries);
        Collections.reverse(newest);
        return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
    }
}
