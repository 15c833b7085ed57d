package dev.weir.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The npm packages of {@code src/test/js/clients}, as its lock file pins them, under {@code target}. */
final class NpmFolder {

    private static final Path SOURCE = Path.of("src", "test", "js", "clients");
    private static final Path FOLDER = Path.of("target", "js-clients").toAbsolutePath();

    private NpmFolder() {}

    static Path path() {
        return FOLDER;
    }

    /** Installs once for each lock file; what is installed is never changed. Tests of other processes wait for it. */
    static void install() {
        try {
            Files.createDirectories(FOLDER);
            try (var one = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = one.lock()) {
                assert held.isValid();
                installAlone();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void installAlone() throws IOException {
        var lock = FOLDER.resolve("package-lock.json");
        boolean there = Files.exists(FOLDER.resolve("node_modules"))
                && Files.exists(lock)
                && Files.mismatch(lock, SOURCE.resolve("package-lock.json")) < 0;
        for (var name : List.of("package.json", "package-lock.json", "follow.mjs", "node.mjs")) {
            Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!there) {
            npmCi();
        }
    }

    private static void npmCi() throws IOException {
        var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("npm.log").toFile())
                .start();
        try {
            if (!npm.waitFor(120, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed:\n" + Files.readString(FOLDER.resolve("npm.log")));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
