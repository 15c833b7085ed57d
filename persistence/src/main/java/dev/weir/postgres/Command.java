package dev.weir.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs that end by themselves: initdb, and the small ones of the system. Blocks; for start and stop only. */
final class Command {

    /**
     * How a program ended.
     *
     * @param status 0 when all went well
     * @param output what it wrote to both its outputs
     */
    record Result(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    private static final File NOTHING = new File("/dev/null");
    private static final int NOT_RUN = 127;

    private Command() {}

    /** Whether the program is there and ends with status 0; one that is missing or hangs is a no. */
    static boolean succeeds(String... command) {
        return run(List.of(command), Path.of("/"), Duration.ofSeconds(10)).succeeded();
    }

    /** Runs to the end, or kills it after {@code timeLimit}; a program that is missing is a {@link Result} as well. */
    static Result run(List<String> command, Path workingFolder, Duration timeLimit) {
        try {
            var output = Files.createTempFile("weir-command-", ".log");
            try {
                return run(command, workingFolder, timeLimit, output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException failure) {
            return new Result(NOT_RUN, String.valueOf(failure.getMessage()));
        }
    }

    private static Result run(List<String> command, Path workingFolder, Duration timeLimit, Path output)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(workingFolder.toFile());
        builder.redirectInput(NOTHING).redirectErrorStream(true).redirectOutput(output.toFile());
        cleanEnvironment(builder.environment());
        var process = builder.start();
        try {
            if (process.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Result(NOT_RUN, command.get(0) + ": still running after " + timeLimit.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Result(NOT_RUN, command.get(0) + ": interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Takes out what would change PostgreSQL's defaults, and has it write its messages in English. */
    static void cleanEnvironment(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        environment.put("LC_ALL", "C");
    }
}
