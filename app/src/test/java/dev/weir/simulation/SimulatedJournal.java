package dev.weir.simulation;

import dev.weir.journal.JournalEntry;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/** The journal's plugin over the {@link Database} of the run. */
public final class SimulatedJournal extends AsyncWriteJournal {

    private final Serialization serialization =
            SerializationExtension.get(context().system());

    private Database database() {
        return SimulatedStorage.of(context().system());
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        var answers = new ArrayList<CompletableFuture<?>>();
        for (var write : writes) {
            var rows = new TreeMap<Long, Database.Row>();
            for (var repr : CollectionConverters.asJava(write.payload())) {
                rows.put(repr.sequenceNr(), row(repr));
            }
            answers.add(database().insert(write.persistenceId(), rows).toCompletableFuture());
        }
        return FutureConverters.asScala(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        answers.stream().map(one -> Optional.<Exception>empty()).toList()));
    }

    private Database.Row row(PersistentRepr repr) {
        return new Database.Row(
                Stored.of(serialization, repr.payload()), (JournalEntry) repr.payload(), repr.writerUuid());
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String id, long toRow) {
        throw new UnsupportedOperationException("rows go by TopicRows");
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String id, long fromRow, long toRow, long max, Consumer<PersistentRepr> replay) {
        return FutureConverters.asScala(database()
                .read(() -> new TreeMap<>(database().rows(id).subMap(fromRow, true, Math.max(fromRow, toRow), true)))
                .thenApply(rows -> {
                    rows.forEach((number, row) -> replay.accept(PersistentRepr.apply(
                            row.stored().read(serialization),
                            number,
                            id,
                            "",
                            false,
                            ActorRef.noSender(),
                            row.writer())));
                    return (Void) null;
                }));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String id, long fromRow) {
        return FutureConverters.asScala(database().read(() -> {
            var rows = database().rows(id);
            return rows.isEmpty() ? 0L : rows.lastKey();
        }));
    }
}
