package dev.weir.postgres;

import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The tables of the journal, brought up to this version of Weir. */
public final class Schema {

    /** Nodes that start together wait for the one that migrates; it may have a large table before it. */
    private static final int LOCK_TRIES = (int) Duration.ofMinutes(10).toSeconds();

    private Schema() {}

    /**
     * Runs the migrations that this database has not seen yet; does nothing when there are none. Several nodes may do so
     * at once.
     *
     * @throws DatabaseUnusable when the database does not answer, or is not, or cannot be made, what this version needs
     */
    public static void migrate(DatabaseSettings settings) {
        try (var connection = settings.connect()) {
            connection.isValid(1);
        } catch (SQLException failure) {
            throw settings.unusable(failure);
        }
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(settings.urlWithoutTimeLimits(), settings.user(), settings.password())
                    .lockRetryCount(LOCK_TRIES)
                    .locations("classpath:db/migration")
                    .failOnMissingLocations(true)
                    .validateMigrationNaming(true)
                    .table("weir_schema_history")
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw new DatabaseUnusable(
                    "schema of " + settings + ": " + failure.getMessage() + " (expected: one that this Weir can use)",
                    failure);
        }
    }
}
