package dev.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The folder of the bench's own server, from its making to its end. */
final class TemporaryFolder {

    private static final int TRIES_MAX = 50;
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private TemporaryFolder() {}

    /**
     * A new folder.
     *
     * @param parent made when missing; null for the system's folder of temporary files
     */
    static Path in(@Nullable Path parent) {
        try {
            return parent == null
                    ? Files.createTempDirectory("weir-bench-")
                    : Files.createTempDirectory(Files.createDirectories(parent), "weir-bench-");
        } catch (IOException failure) {
            throw BenchStop.usage(
                    "--data-dir: " + parent + ": " + failure + " (expected: a folder that can be written)");
        }
    }

    /** Tries again for a while: what a killed server had started may still write there. */
    static void remove(Path folder) {
        for (int tries = 1; ; tries++) {
            try {
                delete(folder);
                return;
            } catch (IOException failure) {
                if (tries == TRIES_MAX) {
                    throw BenchStop.failed("folder of the server: cannot be removed: " + failure);
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            for (var file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException vanished) {
            throw vanished.getCause();
        }
    }
}
