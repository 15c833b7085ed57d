package dev.weir.journal;

import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The plugin's journal, which fails a recovery that finds a hole in the rows.
 *
 * <p>The plugin's own (1.1.1, its issue 516) ends the replay at the hole and reports success: what follows is lost
 * without a word. Rows are only ever pruned below a snapshot, so the first row that a recovery wants is always there.
 */
public final class GapSafeJournalDao extends DefaultJournalDao {

    /** Called by the plugin, by these parameters. */
    public GapSafeJournalDao(
            JdbcBackend.JdbcDatabaseDef database,
            JdbcProfile profile,
            JournalConfig settings,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        super(database, profile, settings, serialization, executionContext, materializer);
    }

    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String persistenceId,
            long fromRow,
            long toRow,
            int batchSize,
            Option<Tuple2<FiniteDuration, Scheduler>> refreshInterval) {
        return super.messagesWithBatch(persistenceId, fromRow, toRow, batchSize, refreshInterval)
                .asJava()
                .<Long, Try<Tuple2<PersistentRepr, Object>>>statefulMap(
                        () -> fromRow,
                        (expected, row) -> Pair.create(expected + 1, contiguous(persistenceId, expected, row)),
                        expected -> ended(persistenceId, expected, toRow))
                .asScala();
    }

    private static Try<Tuple2<PersistentRepr, Object>> contiguous(
            String persistenceId, long expected, Try<Tuple2<PersistentRepr, Object>> row) {
        long found = row.isSuccess() ? row.get()._1().sequenceNr() : expected;
        if (found != expected) {
            throw new JournalHole(persistenceId, expected, found);
        }
        return row;
    }

    private static Optional<Try<Tuple2<PersistentRepr, Object>>> ended(
            String persistenceId, long expected, long toRow) {
        if (expected <= toRow) {
            return Optional.of(new scala.util.Failure<>(new JournalHole(persistenceId, expected, toRow)));
        }
        return Optional.empty();
    }
}
