package dev.weir.simulation;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** The snapshot store's plugin over the {@link Database} of the run. */
public final class SimulatedSnapshots extends SnapshotStore {

    private final Serialization serialization =
            SerializationExtension.get(context().system());

    private Database database() {
        return SimulatedStorage.of(context().system());
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String id, SnapshotSelectionCriteria criteria) {
        return FutureConverters.asScala(database().read(() -> {
            var newest = database().snapshots(id).floorEntry(criteria.maxSequenceNr());
            return newest == null
                    ? Optional.empty()
                    : Optional.of(SelectedSnapshot.create(
                            newest.getValue().metadata(),
                            newest.getValue().stored().read(serialization)));
        }));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        var stored = Stored.of(serialization, snapshot);
        return done(database()
                .read(() -> database()
                        .snapshots(metadata.persistenceId())
                        .put(metadata.sequenceNr(), new Database.Snapshot(metadata, stored))));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return done(database()
                .read(() -> database().snapshots(metadata.persistenceId()).remove(metadata.sequenceNr())));
    }

    @Override
    public Future<Void> doDeleteAsync(String id, SnapshotSelectionCriteria criteria) {
        return done(database().read(() -> {
            database()
                    .snapshots(id)
                    .subMap(criteria.minSequenceNr(), true, criteria.maxSequenceNr(), true)
                    .clear();
            return id;
        }));
    }

    private static Future<Void> done(CompletionStage<?> work) {
        return FutureConverters.asScala(work.thenApply(result -> (Void) null));
    }
}
