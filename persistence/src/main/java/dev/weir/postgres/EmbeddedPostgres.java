package dev.weir.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that belongs to this node: real, durable, on the loopback address alone, with all it needs in one folder.
 *
 * <p>One folder serves one node at a time. The server ends with the node, however the node ends, and what was committed
 * is there at the next start. Methods may be called from any thread; starting and closing block.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    /** Long enough to recover what a busy server had not written yet when the power failed. */
    static final Duration START_MAX = Duration.ofSeconds(30);

    /** For the thread that reads what PostgreSQL says, which may be behind its end. */
    private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int PORTS_TRIED_MAX = 5;

    /** Below the ports that systems give to outgoing connections, so that the kept one is free at the next start. */
    private static final int PORT_MIN = 20_000;

    private static final int PORT_MAX = 32_000;
    private static final int CONNECTIONS_MAX = 100;

    private static final String STARTING_OR_STOPPING = "57P03";
    private static final String NO_CONNECTION = "08";

    private final FolderLock lock;
    private final PostgresProcess process;
    private final DatabaseSettings settings;
    private final CompletionStage<String> died;
    private volatile boolean closing;

    private EmbeddedPostgres(FolderLock lock, PostgresProcess process, DatabaseSettings settings) {
        this.lock = lock;
        this.process = process;
        this.settings = settings;
        this.died = process.ended().thenCompose(this::onEnd);
    }

    /**
     * Starts the server of a data folder and waits until it accepts connections, at most {@link #START_MAX}; the folder
     * and what is in it are made on the first start.
     *
     * @throws DatabaseUnusable when it does not start, with the last lines that it said
     */
    public static EmbeddedPostgres start(Path dataFolder) {
        return start(dataFolder, dataFolder, START_MAX);
    }

    /** As {@link #start(Path)}, with the programs in a folder of their own, which may be shared. */
    static EmbeddedPostgres start(Path dataFolder, Path programsFolder, Duration startMax) {
        return start(dataFolder, programsFolder, PostgresAccount.choose(), startMax);
    }

    static EmbeddedPostgres start(Path dataFolder, Path programsFolder, PostgresAccount account, Duration startMax) {
        try {
            var folder = PostgresFolder.at(dataFolder);
            var lock = FolderLock.take(folder.lock());
            try {
                return start(folder, lock, programsFolder.toAbsolutePath(), account, startMax);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new DatabaseUnusable(
                    "data folder " + dataFolder + ": " + failure + " (expected: readable and"
                            + " writable by this process)",
                    failure);
        }
    }

    private static EmbeddedPostgres start(
            PostgresFolder folder, FolderLock lock, Path programsFolder, PostgresAccount account, Duration startMax)
            throws IOException {
        folder.removePartials();
        var binaries = PostgresBinaries.unpackInto(programsFolder);
        folder.prepare(binaries, account);
        new LeftOver(folder.data(), binaries, account).clear();
        var output = new PostgresLog(folder.log());
        for (var tried = 1; ; tried++) {
            var port = freePort(folder);
            var settings = settings(port, folder.password());
            var process = PostgresProcess.start(binaries, account, arguments(folder, port), folder.root(), output);
            if (accepts(process, settings, startMax, output)) {
                log.info("PostgreSQL {} runs on 127.0.0.1:{} with {}", PostgresBinaries.VERSION, port, folder.root());
                return new EmbeddedPostgres(lock, process, settings);
            }
            if (isFree(port) || tried == PORTS_TRIED_MAX) {
                process.awaitLastWords(LAST_WORDS_MAX);
                throw new DatabaseUnusable("PostgreSQL in " + folder.root() + ": ended while starting (expected: ready"
                        + " for connections), its last lines: " + output.lastLines());
            }
        }
    }

    private static List<String> arguments(PostgresFolder folder, int port) {
        return List.of(
                "-D",
                folder.data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=" + CONNECTIONS_MAX,
                "-c",
                "timezone=UTC",
                "-c",
                "log_timezone=UTC");
    }

    private static DatabaseSettings settings(int port, String password) {
        return new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port + "/postgres", PostgresFolder.USER, password);
    }

    /** The port of earlier starts if nobody else has it, otherwise another one, kept from now on. */
    private static int freePort(PostgresFolder folder) throws IOException {
        var kept = folder.port();
        if (kept.isPresent() && isFree(kept.getAsInt())) {
            return kept.getAsInt();
        }
        var port = anyFreePort();
        if (kept.isPresent()) {
            log.warn(
                    "port {} of {}: taken by another program, using {} from now on",
                    kept.getAsInt(),
                    folder.root(),
                    port);
        }
        folder.keepPort(port);
        return port;
    }

    private static int anyFreePort() {
        return ThreadLocalRandom.current()
                .ints(PORT_MIN, PORT_MAX)
                .limit(PORT_MAX - PORT_MIN)
                .filter(EmbeddedPostgres::isFree)
                .findFirst()
                .orElseThrow(() -> new DatabaseUnusable(
                        "free port: none from " + PORT_MIN + " to " + PORT_MAX + " (expected: one)"));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Waits until a connection succeeds. @return false when the server ended instead */
    private static boolean accepts(
            PostgresProcess process, DatabaseSettings settings, Duration startMax, PostgresLog output) {
        var start = System.nanoTime();
        while (System.nanoTime() - start < startMax.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            try {
                settings.open().close();
                return process.alive();
            } catch (SQLException failure) {
                if (!isPassing(failure)) {
                    process.stop();
                    throw new DatabaseUnusable("PostgreSQL just started: " + failure.getMessage(), failure);
                }
            }
            if (process.awaitEnd(LOOK_EVERY)) {
                return false;
            }
        }
        process.stop();
        throw new DatabaseUnusable("PostgreSQL: not ready after " + startMax.toSeconds() + " s (expected: ready for"
                + " connections), its last lines: " + output.lastLines());
    }

    private static boolean isPassing(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return state.equals(STARTING_OR_STOPPING) || state.startsWith(NO_CONNECTION);
    }

    /** An end that was asked for is never told. */
    private CompletionStage<String> onEnd(String how) {
        if (closing) {
            return new CompletableFuture<>();
        }
        log.error("{}", how);
        return CompletableFuture.completedStage(how);
    }

    /** How to connect to it, as its only user; stays the same while it runs. */
    public DatabaseSettings settings() {
        return settings;
    }

    public boolean alive() {
        return process.alive();
    }

    /** Completes with the reason when the server ends without having been closed. */
    public CompletionStage<String> died() {
        return died;
    }

    /** The process id of the server. */
    long pid() {
        return process.pid();
    }

    /** Disconnects whoever is connected, shuts the server down, and gives the folder back. */
    @Override
    public void close() {
        closing = true;
        process.stop();
        try {
            lock.close();
        } catch (IOException failure) {
            log.warn("{}: not unlocked", lock, failure);
        }
    }
}
