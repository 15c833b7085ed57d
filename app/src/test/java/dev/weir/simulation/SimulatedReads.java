package dev.weir.simulation;

import dev.weir.journal.EventLog;
import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.TopicEntity;
import dev.weir.journal.TopicRows;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What Weir asks of the {@link Database} beside the journal's library. */
final class SimulatedReads implements EventLog, TopicRows {

    private final Database database;

    SimulatedReads(Database database) {
        this.database = database;
    }

    @Override
    public CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit) {
        return database.read(() -> database.events(topic).stream()
                .filter(event -> event.position().epoch() == head.epoch() && event.seq() > afterSeq)
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time) {
        return lastOlderThan(topic, head, time);
    }

    @Override
    public CompletionStage<Long> lastOlderThan(TopicName topic, TopicHead head, Instant time) {
        return database.read(() -> database.events(topic).stream()
                .filter(event -> event.position().epoch() == head.epoch()
                        && event.seq() <= head.last()
                        && event.time().isBefore(time))
                .mapToLong(Event::seq)
                .reduce(head.earliest() - 1, Math::max));
    }

    @Override
    public CompletionStage<Facts> facts(TopicName topic) {
        var id = TopicEntity.persistenceId(topic).id();
        return database.read(() -> {
            var rows = database.rows(id);
            var snapshots = database.snapshots(id);
            var first = rows.values().stream()
                    .filter(row -> row.entry() instanceof Appended)
                    .map(row -> ((Appended) row.entry()).event().position())
                    .findFirst()
                    .orElse(Position.START);
            return new Facts(
                    0, first, rows.isEmpty() ? 0 : rows.firstKey(), snapshots.isEmpty() ? 0 : snapshots.lastKey());
        });
    }

    @Override
    public CompletionStage<Long> lastRow(TopicName topic) {
        return database.read(() -> {
            var rows = database.rows(TopicEntity.persistenceId(topic).id());
            return rows.isEmpty() ? 0 : rows.lastKey();
        });
    }

    @Override
    public CompletionStage<Integer> prune(TopicName topic, long throughRow, int rowsMax) {
        var id = TopicEntity.persistenceId(topic).id();
        return database.read(() -> {
            var snapshots = database.snapshots(id);
            long last = snapshots.isEmpty() ? 0 : Math.min(throughRow, snapshots.lastKey() - 1);
            var gone = database.rows(id).headMap(last, true).keySet().stream()
                    .limit(rowsMax)
                    .toList();
            gone.forEach(database.rows(id)::remove);
            return gone.size();
        });
    }
}
