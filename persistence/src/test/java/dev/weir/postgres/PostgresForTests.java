package dev.weir.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One real PostgreSQL for all test classes of a JVM, as durable as in production, with a database for who wants one.
 *
 * <pre>
 * {@literal @}RegisterExtension
 * static final PostgresForTests postgres = new PostgresForTests();
 *
 * {@literal @}BeforeAll
 * static void connect() {
 *     settings = postgres.freshDatabase();
 * }
 * </pre>
 */
public final class PostgresForTests implements BeforeAllCallback {

    /** Unpacking the programs takes seconds: once for each module and checkout. */
    private static final Path PROGRAMS = Path.of("target");

    private static final String TEMPLATE = "weir_template";
    private static final AtomicInteger databases = new AtomicInteger();

    private @Nullable Shared shared;

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = context.getRoot()
                .getStore(Namespace.create(PostgresForTests.class))
                .getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
    }

    /** An empty database with all tables, which nobody else knows of. */
    public DatabaseSettings freshDatabase() {
        return shared().create("weir_" + databases.incrementAndGet(), TEMPLATE);
    }

    /** A database without any table. */
    public DatabaseSettings emptyDatabase() {
        return shared().create("weir_" + databases.incrementAndGet(), "template1");
    }

    private Shared shared() {
        return Objects.requireNonNull(shared, "register this as a static extension");
    }

    /** As {@link EmbeddedPostgres#start(Path)}, for a test that stops its server; the programs are shared. */
    public static EmbeddedPostgres startIn(Path dataFolder) {
        try {
            Files.createDirectories(PROGRAMS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return EmbeddedPostgres.start(dataFolder, PROGRAMS, EmbeddedPostgres.START_MAX);
    }

    private record Shared(Path folder, EmbeddedPostgres server) implements AutoCloseable {

        static Shared start() {
            try {
                var folder = Files.createTempDirectory("weir-postgres-");
                var shared = new Shared(folder, startIn(folder));
                Schema.migrate(shared.create(TEMPLATE, "template1"));
                return shared;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        synchronized DatabaseSettings create(String name, String template) {
            var settings = server.settings();
            try (var connection = settings.connect();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
            } catch (SQLException failure) {
                throw settings.unusable(failure);
            }
            return new DatabaseSettings(
                    settings.jdbcUrl().replaceFirst("/postgres$", "/" + name), settings.user(), settings.password());
        }

        @Override
        public void close() throws IOException {
            server.close();
            try (var inside = Files.walk(folder)) {
                for (var each : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
