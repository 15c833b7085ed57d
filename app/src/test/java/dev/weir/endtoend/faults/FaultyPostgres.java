package dev.weir.endtoend.faults;

import static org.awaitility.Awaitility.await;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresForTests;
import dev.weir.postgres.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A PostgreSQL, and the hands that break it. */
final class FaultyPostgres implements AutoCloseable {

    private static final Duration END_MAX = Duration.ofSeconds(30);
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String SLOW = """
            create or replace function weir_test_slow() returns trigger language plpgsql as $$
            begin
                if coalesce(current_setting('weir_test.slept', true), '') <> txid_current()::text then
                    perform set_config('weir_test.slept', txid_current()::text, true);
                    perform pg_sleep(%d);
                end if;
                return null;
            end $$;
            create constraint trigger weir_test_slow after insert on event_journal
                deferrable initially deferred for each row execute function weir_test_slow()
            """;

    private final Path folder;
    private final Path disk;
    private EmbeddedPostgres postgres;

    FaultyPostgres(Path folder) {
        this.folder = folder;
        this.disk = folder.resolve("small-disk");
        this.postgres = PostgresForTests.startIn(folder);
    }

    DatabaseSettings settings() {
        return postgres.settings();
    }

    /** As {@code pg_ctl -m immediate} does: every process ends at once, and nothing is written. */
    Trouble stop() {
        Shell.run("kill", "-QUIT", Long.toString(postmaster()));
        await().atMost(END_MAX).until(() -> !postgres.alive());
        postgres.close();
        return () -> postgres = PostgresForTests.startIn(folder);
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"))
                    .get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All its processes. */
    Trouble freeze() {
        var processes = new ArrayList<>(List.of(Long.toString(postmaster())));
        ProcessHandle.of(postmaster()).stream()
                .flatMap(ProcessHandle::children)
                .forEach(child -> processes.add(Long.toString(child.pid())));
        signal("-STOP", processes);
        return () -> signal("-CONT", processes);
    }

    private static void signal(String signal, List<String> processes) {
        var command = new ArrayList<>(List.of("kill", signal));
        command.addAll(processes);
        Shell.run(command.toArray(String[]::new));
    }

    /** As somebody else's maintenance would, without the bounds that Weir has against just this. */
    Trouble lockJournal() {
        try {
            var connection = patient();
            connection.setAutoCommit(false);
            execute(connection, "lock table event_journal in access exclusive mode");
            return () -> close(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Every commit to the journal takes so long. */
    Trouble slowCommits(int seconds) {
        execute(SLOW.formatted(seconds));
        return () -> execute("drop trigger weir_test_slow on event_journal");
    }

    /** Whoever has one. */
    void cutConnections() {
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }

    /** Somebody else has all connections that it takes, and Weir loses those that it had. */
    Trouble takeAllConnections() {
        var taken = new ArrayList<Connection>();
        await("no connection of Weir is left").atMost(END_MAX).until(() -> {
            for (var one = greedy(); one.isPresent(); one = greedy()) {
                taken.add(one.get());
            }
            execute(
                    taken.get(0),
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where application_name <> 'greedy' and backend_type = 'client backend'");
            var next = greedy();
            next.ifPresent(taken::add);
            return next.isEmpty() && others(taken.get(0)) == 0;
        });
        return () -> taken.forEach(FaultyPostgres::close);
    }

    private Optional<Connection> greedy() {
        var settings = settings();
        try {
            return Optional.of(DriverManager.getConnection(
                    settings.urlWith(Map.of("ApplicationName", "greedy")), settings.user(), settings.password()));
        } catch (SQLException refused) {
            if (!TOO_MANY_CONNECTIONS.equals(refused.getSQLState())) {
                throw new AssertionError(refused);
            }
            return Optional.empty();
        }
    }

    private static int others(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where application_name <> 'greedy' and backend_type = 'client backend'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The journal lies on a disk of its own from now on, which has room for so much; before any node uses it. */
    void useSmallDisk(int megabytes) {
        try {
            Files.createDirectory(disk);
            Shell.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0700", "tmpfs", disk.toString());
            Files.setOwner(disk, Files.getOwner(folder.resolve("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Schema.migrate(settings());
        execute("create tablespace small location '" + disk + "'");
        execute("alter table event_journal set tablespace small");
        execute("alter index event_journal_pkey set tablespace small");
    }

    /** Somebody else's file takes all that the journal's disk has left. */
    Trouble fillDisk() {
        var file = disk.resolve("somebody-elses");
        fill(file);
        return () -> delete(file);
    }

    private static void fill(Path file) {
        try (var out = Files.newOutputStream(file)) {
            var block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** It says of every commit that it is done while its disk has not got it, for as long as possible. */
    void answerBeforeTheDisk() {
        execute("alter system set synchronous_commit = off");
        execute("alter system set wal_writer_delay = '10s'");
        execute("alter system set wal_writer_flush_after = '1GB'");
        execute("select pg_reload_conf()");
    }

    private void execute(String sql) {
        var connection = patient();
        execute(connection, sql);
        close(connection);
    }

    private Connection patient() {
        var connection = settings().connect();
        execute(connection, "set statement_timeout = 0");
        execute(connection, "set lock_timeout = 0");
        execute(connection, "set idle_in_transaction_session_timeout = 0");
        return connection;
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        postgres.close();
        if (Files.exists(disk)) {
            Shell.run("umount", disk.toString());
        }
    }
}
