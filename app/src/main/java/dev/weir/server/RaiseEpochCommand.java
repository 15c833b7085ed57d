package dev.weir.server;

import dev.weir.journal.EpochFloor;
import dev.weir.postgres.DatabaseUnusable;
import dev.weir.terminal.ExitStatus;
import dev.weir.terminal.Version;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir raise-epoch}: tells the database that it was restored. */
@Command(
        name = "raise-epoch",
        description = {
            "After a restore from a backup, before the first node starts: begins a new epoch in every topic, so that a"
                    + " client that has seen events which are lost now is told so.",
            "The database is that of serve with the same settings. Prints the lowest epoch from now on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {"", "Exit status: 0 raised, 1 not raised, 2 wrong option or setting."})
public final class RaiseEpochCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--data-dir", paramLabel = "FOLDER", description = "of the PostgreSQL inside (weir-data)")
    private @Nullable String dataDir;

    @Option(names = "--config", paramLabel = "FILE", description = "more settings, as HOCON")
    private @Nullable Path file;

    @Option(
            names = "--above",
            paramLabel = "EPOCH",
            description = "an epoch that clients are known to have; needed only for topics that were deleted more than"
                    + " once a second since the backup (0)")
    private long above;

    RaiseEpochCommand() {}

    @Override
    public Integer call() throws SQLException {
        var options = new HashMap<String, String>();
        if (dataDir != null) {
            options.put("weir.journal.data-dir", dataDir);
        }
        var settings = Settings.load(SettingsSources.load(options, System.getProperties(), file, System.getenv()));
        try (var database = JournalDatabase.open(settings.journal());
                var connection = database.settings().connect()) {
            long floor = EpochFloor.raise(connection, Clock.systemUTC().instant(), above);
            spec.commandLine().getOut().println("epoch: " + floor);
            spec.commandLine().getOut().flush();
            return ExitStatus.STOPPED;
        } catch (DatabaseUnusable | IllegalStateException failure) {
            throw new StartFailure(String.valueOf(failure.getMessage()), failure);
        }
    }
}
