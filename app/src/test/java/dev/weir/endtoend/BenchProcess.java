package dev.weir.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code weir bench} as users run it: the jar, in a process of its own, with a folder for what it makes. */
final class BenchProcess implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("weir.jar", "target/weir.jar"));
    private static final ObjectMapper json = new ObjectMapper();

    private final Path folder;
    private final Process process;

    /**
     * Starts it.
     *
     * @param folder empty; what is still in {@code data} at the end was left behind
     * @param arguments with spaces between
     * @param more arguments, which may have spaces inside
     */
    BenchProcess(Path folder, String arguments, String... more) {
        this.folder = folder;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString(), "bench"));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of(more));
        command.addAll(List.of("--data-dir", data().toString(), "--json"));
        try {
            process = new ProcessBuilder(command)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    int awaitExit() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new AssertionError("still running");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The server that it has started; empty before. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    JsonNode report() {
        try {
            return json.readTree(folder.resolve("out").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String errors() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it did not remove. */
    List<Path> leftBehind() {
        if (!Files.exists(data())) {
            return List.of();
        }
        try (var files = Files.list(data())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        awaitExit();
    }
}
