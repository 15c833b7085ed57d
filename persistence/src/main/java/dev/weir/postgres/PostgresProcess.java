package dev.weir.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running {@code postgres}, from its start to its end, with the thread that started it.
 *
 * <p>It is on a {@link Leash}, which that thread holds as long as PostgreSQL runs. Where there is none, PostgreSQL
 * survives a killed JVM, and the next start finds and stops it ({@link LeftOver}).
 */
final class PostgresProcess {

    private static final Logger log = LoggerFactory.getLogger(PostgresProcess.class);

    /** Fast: clients are disconnected, then all is written. */
    static final String FAST = "INT";

    /** Immediate: nothing is written, the next start recovers from the log of changes. */
    static final String IMMEDIATE = "QUIT";

    private static final Duration FAST_STOP_MAX = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP_MAX = Duration.ofSeconds(5);

    private static final File NOTHING = new File("/dev/null");

    private final PostgresBinaries binaries;
    private final PostgresAccount account;
    private final Process process;

    /** Completes with how it ended, by whomever it was ended. */
    private final CompletableFuture<String> ended;

    private PostgresProcess(
            PostgresBinaries binaries, PostgresAccount account, Process process, CompletableFuture<String> ended) {
        this.binaries = binaries;
        this.account = account;
        this.process = process;
        this.ended = ended;
    }

    /**
     * Starts it; returns before it accepts connections.
     *
     * @param arguments what {@code postgres} is started with
     */
    static PostgresProcess start(
            PostgresBinaries binaries,
            PostgresAccount account,
            List<String> arguments,
            Path workingFolder,
            PostgresLog output) {
        var program = Stream.concat(Stream.of(binaries.program("postgres")), arguments.stream());
        var command = inASessionOfItsOwn(Leash.command(account, FAST, program.toList()));
        var started = new CompletableFuture<Process>();
        var ended = new CompletableFuture<String>();
        var thread = new Thread(() -> live(command, workingFolder, output, started, ended), "weir-postgres");
        thread.setDaemon(true);
        thread.start();
        try {
            return new PostgresProcess(binaries, account, started.join(), ended);
        } catch (CompletionException failure) {
            throw new DatabaseUnusable("PostgreSQL: cannot be run: " + failure.getMessage(), failure);
        }
    }

    /** Ctrl-C in a terminal goes to all processes of its session, but PostgreSQL must outlive the node's drain. */
    private static List<String> inASessionOfItsOwn(List<String> command) {
        var session = Command.succeeds("setsid", "true") ? Stream.of("setsid") : Stream.<String>empty();
        return Stream.concat(session, command.stream()).toList();
    }

    private static void live(
            List<String> command,
            Path workingFolder,
            PostgresLog output,
            CompletableFuture<Process> started,
            CompletableFuture<String> ended) {
        try {
            var builder = new ProcessBuilder(command).directory(workingFolder.toFile());
            builder.redirectInput(NOTHING).redirectErrorStream(true);
            Command.cleanEnvironment(builder.environment());
            var process = builder.start();
            started.complete(process);
            read(process, output);
            var status = process.waitFor();
            ended.complete("PostgreSQL ended with status " + status + ": " + output.lastLines());
        } catch (IOException | InterruptedException failure) {
            started.completeExceptionally(failure);
            ended.complete("PostgreSQL is no longer watched: " + failure);
        }
    }

    /** Until the last process of PostgreSQL has closed its output. */
    private static void read(Process process, PostgresLog output) throws IOException {
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } finally {
            output.close();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    CompletableFuture<String> ended() {
        return ended;
    }

    /** Waits for its end. @return whether it has ended */
    boolean awaitEnd(Duration timeLimit) {
        try {
            return process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /** After its end: waits until all that it said has been read, for at most this time. */
    void awaitLastWords(Duration timeLimit) {
        ended.copy()
                .completeOnTimeout("", timeLimit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Shuts it down and waits until it is gone; at most half a minute. */
    void stop() {
        for (var how : List.of(FAST, IMMEDIATE)) {
            if (process.isAlive()) {
                signal(binaries, account, how, process.pid());
                if (!awaitEnd(how.equals(FAST) ? FAST_STOP_MAX : IMMEDIATE_STOP_MAX)) {
                    log.warn("PostgreSQL, process {}: still running after SIG{}", process.pid(), how);
                }
            }
        }
        process.destroyForcibly();
        awaitEnd(IMMEDIATE_STOP_MAX);
    }

    /** Sends a signal that Java has no method for. */
    static void signal(PostgresBinaries binaries, PostgresAccount account, String signal, long pid) {
        var command = account.command(binaries.program("pg_ctl"), "kill", signal, Long.toString(pid));
        var result = Command.run(command, Path.of("/"), IMMEDIATE_STOP_MAX);
        if (!result.succeeded()) {
            log.warn(
                    "SIG{} to PostgreSQL, process {}: {}",
                    signal,
                    pid,
                    result.output().strip());
        }
    }
}
