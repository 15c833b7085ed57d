package dev.weir.simulation;

import dev.weir.journal.JournalEntry;
import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalUnavailable;
import dev.weir.journal.TopicEntity;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL does for Weir, and how it fails: it is slow, it is away, it loses the answer to a commit, it commits what it seemed to
 * have dropped. The primary key holds, and what was committed stays.
 */
final class Database {

    /** A row of the journal, as it is stored. */
    record Row(Stored stored, JournalEntry entry, String writer) {}

    /** A snapshot, as it is stored. */
    record Snapshot(SnapshotMetadata metadata, Stored stored) {}

    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofSeconds(7);

    private final Map<String, TreeMap<Long, Row>> rows = new HashMap<>();
    private final Map<String, TreeMap<Long, Snapshot>> snapshots = new HashMap<>();
    private final Map<String, List<Event>> committed = new HashMap<>();
    private final SimulatedTime time;
    private final SplittableRandom random;

    /** In a hundred. */
    private int failing;

    private boolean slow;
    private boolean away;

    Database(SimulatedTime time, SplittableRandom random) {
        this.time = time;
        this.random = random;
    }

    /** @param percent of what it is asked fails */
    void fail(int percent) {
        failing = percent;
    }

    void slow(boolean now) {
        slow = now;
    }

    void away(boolean now) {
        away = now;
    }

    /** Does all it is asked, soon, from now on. */
    void heal() {
        failing = 0;
        slow = false;
        away = false;
    }

    NavigableMap<Long, Row> rows(String id) {
        return rows.computeIfAbsent(id, unknown -> new TreeMap<>());
    }

    NavigableMap<Long, Snapshot> snapshots(String id) {
        return snapshots.computeIfAbsent(id, unknown -> new TreeMap<>());
    }

    /** All events of a topic that are stored. */
    List<Event> events(TopicName topic) {
        return rows(TopicEntity.persistenceId(topic).id()).values().stream()
                .filter(row -> row.entry() instanceof Appended)
                .map(row -> ((Appended) row.entry()).event())
                .toList();
    }

    /** All events of a topic that ever were stored. */
    List<Event> committed(TopicName topic) {
        return committed.computeIfAbsent(TopicEntity.persistenceId(topic).id(), unknown -> new ArrayList<>());
    }

    /** What it reads, as it is at some moment between the question and the answer. */
    <T> CompletionStage<T> read(Supplier<T> what) {
        var answer = new CompletableFuture<T>();
        time.after(latency(), () -> {
            if (fails()) {
                answer.completeExceptionally(new JournalUnavailable("the database: gone"));
                return;
            }
            var found = what.get();
            time.after(latency(), () -> answer.complete(found));
        });
        return answer;
    }

    /** Adds these rows, all or none. */
    CompletionStage<@Nullable Void> insert(String id, Map<Long, Row> added) {
        var answer = new CompletableFuture<@Nullable Void>();
        time.after(latency(), () -> {
            if (away || (fails() && random.nextBoolean())) {
                answer.completeExceptionally(new JournalUnavailable("the database: gone before the commit"));
            } else if (fails() && random.nextBoolean()) {
                // The connection broke, and the server goes on with what it had been given.
                answer.completeExceptionally(new JournalUnavailable("the database: gone during the commit"));
                time.after(latency(), () -> commit(id, added));
            } else if (!commit(id, added)) {
                answer.completeExceptionally(new IllegalStateException("duplicate key (primary key of the journal)"));
            } else if (fails()) {
                answer.completeExceptionally(new JournalUnavailable("the database: gone after the commit"));
            } else {
                time.after(latency(), () -> answer.complete(null));
            }
        });
        return answer;
    }

    private boolean commit(String id, Map<Long, Row> added) {
        var all = rows(id);
        if (added.keySet().stream().anyMatch(all::containsKey)) {
            return false;
        }
        all.putAll(added);
        var events = committed.computeIfAbsent(id, unknown -> new ArrayList<>());
        added.values().forEach(row -> {
            if (row.entry() instanceof Appended appended) {
                events.add(appended.event());
            }
        });
        return true;
    }

    private boolean fails() {
        return away || random.nextInt(100) < failing;
    }

    private Duration latency() {
        var most = slow ? SLOW : QUICK;
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }
}
