package dev.weir.bench;

import dev.weir.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server that the bench starts: this program in a process of its own, on loopback, with PostgreSQL inside and a
 * folder that goes when the bench ends.
 */
final class OwnServer implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final int STOP_SECONDS_MAX = 30;
    private static final int LINES_KEPT = 20;
    private static final int LINE_CHARS_KEPT = 300;

    private final List<String> command;
    private final Path folder;
    private final Alarm alarm;
    private final ConcurrentLinkedDeque<String> lines = new ConcurrentLinkedDeque<>();

    /** Null while none is meant to run. */
    private volatile @Nullable Process process;

    /** PostgreSQL's, as far as they are known; a server that is gone can no longer tell them. */
    private List<ProcessHandle> children = List.of();

    private URI url = URI.create("http://127.0.0.1:0");
    private URI management = URI.create("http://127.0.0.1:0");

    private OwnServer(List<String> command, Path folder, Alarm alarm) {
        this.command = command;
        this.folder = folder;
        this.alarm = alarm;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param jvm options of its JVM, settings of Weir among them
     * @param parent in which its folder is made; null for the system's temporary one
     */
    static OwnServer start(List<String> jvm, @Nullable Path parent, Alarm alarm) {
        var server = new OwnServer(JavaCommand.of(jvm), TemporaryFolder.in(parent), alarm);
        try {
            server.run();
            return server;
        } catch (RuntimeException failure) {
            try (server) {
                throw failure;
            }
        }
    }

    private void run() {
        var full = new ArrayList<>(command);
        full.addAll(List.of("serve", "--port", port(url), "--management-port", port(management)));
        full.addAll(List.of("--data-dir", folder.resolve("server").toString()));
        var builder = new ProcessBuilder(full).redirectErrorStream(true);
        // Settings of whoever runs the bench, above all a database, are not for this server.
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        var announced = new CompletableFuture<Map<String, String>>();
        try {
            var started = builder.start();
            process = started;
            var reader = new Thread(() -> read(started, announced), "bench-server-output");
            reader.setDaemon(true);
            reader.start();
            var unused = started.onExit().thenAccept(this::ended);
        } catch (IOException failure) {
            throw BenchStop.failed("server: cannot be started: " + failure.getMessage());
        }
        if (!alarm.await(announced::isDone, START_MAX)) {
            throw BenchStop.failed("server: not ready after " + START_MAX.toSeconds() + " s: " + lastLine());
        }
        var addresses = announced.join();
        url = base(addresses, "stream");
        management = base(addresses, "metrics");
        if (!alarm.await(() -> Probe.get(management.resolve("/health/ready")).contains("\"ready\""), START_MAX)) {
            throw BenchStop.failed("server: not ready after " + START_MAX.toSeconds() + " s: " + lastLine());
        }
        children = ProcessHandle.of(pid())
                .map(ProcessHandle::descendants)
                .map(Stream::toList)
                .orElse(List.of());
    }

    private void ended(Process which) {
        if (which == process) {
            alarm.raise(BenchStop.failed("server: ended with status " + which.exitValue() + ": " + lastLine()));
        }
    }

    private static String port(URI base) {
        return Integer.toString(base.getPort());
    }

    private static URI base(Map<String, String> addresses, String name) {
        var address = addresses.getOrDefault(name, "");
        int path = address.indexOf('/', "http://".length());
        if (path < 0) {
            throw BenchStop.failed("server: announced no address for " + name);
        }
        return URI.create(address.substring(0, path));
    }

    /** Without a path. */
    String url() {
        return url.toString();
    }

    long pid() {
        var running = process;
        return running == null ? -1 : running.pid();
    }

    Path folder() {
        return folder;
    }

    /** How it is started, without the port and the folder. */
    String commandLine() {
        return String.join(" ", command);
    }

    /** The value of a metric without labels; NaN when there is none. */
    double metric(String name) {
        return Probe.get(management.resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** As {@code kill -9}; returns when the process is gone. */
    void kill() {
        var killed = forget();
        if (killed != null) {
            killed.destroyForcibly();
            await(killed);
        }
    }

    /** On the same ports and folder, after {@link #kill}; returns when it is ready. */
    void restart() {
        run();
    }

    private static boolean await(Process ending) {
        try {
            return ending.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops it, and PostgreSQL with it, and removes its folder. */
    @Override
    public void close() {
        var stopping = forget();
        if (stopping != null) {
            stopping.destroy();
            if (!await(stopping)) {
                stopping.destroyForcibly();
                await(stopping);
            }
        }
        // PostgreSQL outlives a killed server for a moment, and writes into the folder.
        children.forEach(child -> await(child.onExit()));
        TemporaryFolder.remove(folder);
    }

    /** From now on its end is nothing that went wrong. */
    private @Nullable Process forget() {
        var running = process;
        process = null;
        if (running != null && running.isAlive()) {
            children = running.descendants().toList();
        }
        return running;
    }

    private static void await(CompletableFuture<ProcessHandle> end) {
        try {
            end.get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stillThere) {
            // Removing the folder will say so.
        }
    }

    private void read(Process from, CompletableFuture<Map<String, String>> announced) {
        try (var output = from.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line.substring(0, Math.min(LINE_CHARS_KEPT, line.length())));
                if (lines.size() > LINES_KEPT) {
                    lines.poll();
                }
                if (line.contains("\"started\"")) {
                    announced.complete(strings(line));
                }
            }
        } catch (IOException failure) {
            lines.add(failure.toString());
        }
    }

    /** All members of a line whose values are strings, whatever object they stand in. */
    private static Map<String, String> strings(String line) throws IOException {
        var members = new HashMap<String, String>();
        try (var json = Json.FACTORY.createParser(line)) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && json.currentName() != null) {
                    members.put(json.currentName(), json.getText());
                }
            }
        }
        return members;
    }

    private String lastLine() {
        var last = lines.peekLast();
        return last == null ? "it said nothing" : last;
    }
}
