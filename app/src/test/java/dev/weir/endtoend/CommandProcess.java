package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A shell that runs commands of the jar that ships, as a user would; {@code weir} is the jar's name in it. */
final class CommandProcess implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(2);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    private CommandProcess(Process process) {
        this.process = process;
        read(process.getInputStream(), out::add);
        read(process.getErrorStream(), err::add);
    }

    /** @param server that {@code weir} talks to */
    static CommandProcess shell(String server, String script) {
        return shell(server, Map.of(), script);
    }

    static CommandProcess shell(String server, Map<String, String> variables, String script) {
        // A build that runs in the background hands an ignored SIGINT on to all that it starts, which a JVM respects.
        var weir = "weir() { env --default-signal=INT '" + WeirProcess.java() + "' -Xmx128m -jar '" + WeirProcess.jar()
                + "' \"$@\"; }\n";
        var builder = new ProcessBuilder("bash", "-c", weir + script);
        builder.environment().putAll(variables);
        builder.environment().put("WEIR_SERVER", server);
        try {
            return new CommandProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(InputStream stream, Consumer<String> to) {
        var thread = new Thread(
                () -> new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                        .lines()
                        .forEach(to),
                "command-output");
        thread.setDaemon(true);
        thread.start();
        readers.add(thread);
    }

    /** The lines of standard output so far; a terminal's carriage returns stay in them. */
    List<String> out() {
        return out;
    }

    String err() {
        return String.join("\n", err);
    }

    /** Waits until it has printed so many lines, and returns how many it is by then. */
    int awaitLines(int count) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> out.size() >= count || !process.isAlive());
        return out.size();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As Ctrl-C for the commands of this shell; the shell itself goes on. */
    void interrupt() {
        signal("-INT");
    }

    /** As {@code kill -9} of the commands of this shell. */
    void killHard() {
        signal("-KILL");
    }

    private void signal(String signal) {
        process.descendants().filter(CommandProcess::isJava).forEach(java -> {
            try {
                new ProcessBuilder("kill", signal, Long.toString(java.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static boolean isJava(ProcessHandle handle) {
        return handle.info()
                .command()
                .filter(command -> command.endsWith("java"))
                .isPresent();
    }

    /** The shell's exit status, with all output read. */
    int awaitExit() {
        try {
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + err());
            }
            for (var reader : readers) {
                reader.join(LONG.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
