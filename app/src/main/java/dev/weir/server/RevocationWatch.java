package dev.weir.server;

import dev.weir.access.Revocation;
import dev.weir.access.Revocation.Kind;
import dev.weir.access.Revocations;
import dev.weir.credentials.CredentialTables;
import dev.weir.credentials.RevocationRow;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what this node knows of revocations as the database has it: all of them before it serves, and then whatever any
 * node adds, a second later at most. While the database does not answer, what is known stays.
 */
final class RevocationWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RevocationWatch.class);

    private static final long LOOK_EVERY_MILLIS = 1_000;

    private final CredentialTables tables;
    private final Revocations known;
    private final Runnable unread;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var made = new Thread(task, "weir-revocations");
        made.setDaemon(true);
        return made;
    });
    private volatile Runnable onAdded = () -> {};
    private long lastNumber;
    private boolean failing;

    /**
     * Blocks until all are known.
     *
     * @param unread told of each later look that fails
     * @throws SQLException when the database does not answer
     */
    RevocationWatch(CredentialTables tables, Revocations known, Runnable unread) throws SQLException {
        this.tables = tables;
        this.known = known;
        this.unread = unread;
        learn();
    }

    /** @param added what to do whenever some were added */
    void start(Runnable added) {
        onAdded = added;
        var unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether there was room for it; fails when the database does not answer: it is kept or not. */
    CompletionStage<Boolean> revoke(Revocation revocation) {
        var kept = new CompletableFuture<Boolean>();
        thread.execute(() -> {
            try {
                var kind = revocation.kind().name().toLowerCase(Locale.ROOT);
                boolean fits = tables.revoke(kind, revocation.value(), revocation.at());
                look();
                kept.complete(fits);
            } catch (SQLException | RuntimeException failure) {
                kept.completeExceptionally(failure);
            }
        });
        return kept;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        tables.close();
    }

    private void look() {
        try {
            if (learn()) {
                onAdded.run();
            }
            failing = false;
        } catch (SQLException | RuntimeException failure) {
            unread.run();
            if (!failing) {
                log.warn("revocations cannot be read, so those of other nodes are not known here", failure);
            }
            failing = true;
        }
    }

    /** Whether there were new ones. */
    private boolean learn() throws SQLException {
        var rows = tables.revocations(lastNumber);
        for (var row : rows) {
            known.add(read(row));
            lastNumber = row.number();
        }
        return !rows.isEmpty();
    }

    private static Revocation read(RevocationRow row) {
        return new Revocation(Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)), row.value(), row.at());
    }
}
