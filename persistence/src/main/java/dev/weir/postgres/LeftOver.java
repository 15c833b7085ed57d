package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node that was killed left in its data folder: a PostgreSQL that still runs, or {@code postmaster.pid} of one
 * that does not.
 *
 * <p>PostgreSQL refuses to start while the process of that number is alive, whatever program that is: after a reboot, or
 * in a container, numbers come again. It also counts a zombie as alive. So this looks what the process is. The file is
 * removed only when no process of PostgreSQL is left on this data, since it also keeps two servers from one set of files.
 */
final class LeftOver {

    private static final Logger log = LoggerFactory.getLogger(LeftOver.class);

    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration FAST_STOP_MAX = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP_MAX = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private final Path data;
    private final PostgresBinaries binaries;
    private final PostgresAccount account;

    LeftOver(Path data, PostgresBinaries binaries, PostgresAccount account) {
        this.data = data;
        this.binaries = binaries;
        this.account = account;
    }

    /** Leaves the folder with no process on it and without the file; only for who holds the folder's lock. */
    void clear() throws IOException {
        if (!stop(PostgresProcess.FAST, FAST_STOP_MAX) && !stop(PostgresProcess.IMMEDIATE, IMMEDIATE_STOP_MAX)) {
            throw new DatabaseUnusable("data folder " + data + ": in use by the processes " + processes()
                    + " of a PostgreSQL that does not stop (expected: none)");
        }
        Files.deleteIfExists(pidFile());
    }

    /** @return whether none is left */
    private boolean stop(String signal, Duration timeLimit) throws IOException {
        var found = processes();
        if (!found.isEmpty()) {
            log.warn("PostgreSQL of an earlier node still runs on {}: stopping processes {}", data, found);
            var server = pidInFile();
            found.stream()
                    .filter(pid -> pid == server || !found.contains(server))
                    .forEach(pid -> PostgresProcess.signal(binaries, account, signal, pid));
        }
        var left = found;
        var start = System.nanoTime();
        while (!left.isEmpty() && System.nanoTime() - start < timeLimit.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            left = processes();
        }
        return left.isEmpty();
    }

    /** All live processes of PostgreSQL that work on this data. */
    private List<Long> processes() throws IOException {
        return Files.isDirectory(PROCESSES.resolve("self")) ? processesWorkingHere() : processInFile();
    }

    /** PostgreSQL's processes have the data folder as their working folder; compared as a file, not by its name. */
    private List<Long> processesWorkingHere() throws IOException {
        try (var all = Files.list(PROCESSES)) {
            return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(this::isPostgresHere)
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        }
    }

    private boolean isPostgresHere(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip().equals("postgres")
                    && Files.isSameFile(process.resolve("cwd"), data);
        } catch (IOException goneOrZombieOrNotOurs) {
            return false;
        }
    }

    private List<Long> processInFile() throws IOException {
        return ProcessHandle.of(pidInFile())
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(data.toString()))
                        .orElse(true))
                .map(process -> List.of(process.pid()))
                .orElse(List.of());
    }

    /** The number in the file's first line; 0 without one. */
    private long pidInFile() throws IOException {
        if (!Files.exists(pidFile())) {
            return 0;
        }
        try (var lines = Files.lines(pidFile())) {
            return lines.findFirst()
                    .filter(line -> line.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .orElse(0L);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
