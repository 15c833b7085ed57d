package dev.weir.server;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.DurabilityCheck;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.Schema;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL that the journal lives in: the one inside, started, or the operator's; durable, with its tables. */
final class JournalDatabase implements AutoCloseable {

    private final DatabaseSettings settings;
    private final @Nullable EmbeddedPostgres inside;

    private JournalDatabase(DatabaseSettings settings, @Nullable EmbeddedPostgres inside) {
        this.settings = settings;
        this.inside = inside;
    }

    /**
     * Blocks until it serves.
     *
     * @throws dev.weir.postgres.DatabaseUnusable when it does not answer, is not durable, or cannot hold the tables
     */
    static JournalDatabase open(Settings.Journal journal) {
        if (!journal.embedded()) {
            var external = new DatabaseSettings(journal.url(), journal.user(), journal.password());
            return prepared(new JournalDatabase(external, null));
        }
        var inside = EmbeddedPostgres.start(journal.dataDir());
        return prepared(new JournalDatabase(inside.settings(), inside));
    }

    private static JournalDatabase prepared(JournalDatabase database) {
        try {
            DurabilityCheck.pass(database.settings);
            Schema.migrate(database.settings);
            return database;
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    DatabaseSettings settings() {
        return settings;
    }

    /** Completes with the reason when the PostgreSQL inside ends by itself; never for another. */
    CompletionStage<String> died() {
        return inside == null ? new CompletableFuture<>() : inside.died();
    }

    /** Stops the PostgreSQL inside; blocks until it has. */
    @Override
    public void close() {
        if (inside != null) {
            inside.close();
        }
    }
}
