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

/** The npm packages of a folder below {@code src/test/js}, as its lock file pins them, under {@code target}. */
final class NpmFolder {

    /** Clients that others wrote. */
    static final NpmFolder CLIENTS = new NpmFolder("clients");

    /** What checks the package of our own. */
    static final NpmFolder PACKAGE = new NpmFolder("package");

    private final Path source;
    private final Path folder;

    private NpmFolder(String name) {
        source = Path.of("src", "test", "js", name);
        folder = Path.of("target", "js-" + name).toAbsolutePath();
    }

    Path path() {
        return folder;
    }

    /** Installs once for each lock file; what is installed is never changed. Tests of other processes wait for it. */
    void install() {
        try {
            Files.createDirectories(folder);
            try (var one = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = one.lock()) {
                assert held.isValid();
                installAlone();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void installAlone() throws IOException {
        var lock = folder.resolve("package-lock.json");
        boolean there = Files.exists(folder.resolve("node_modules"))
                && Files.exists(lock)
                && Files.mismatch(lock, source.resolve("package-lock.json")) < 0;
        for (var file : files()) {
            Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!there) {
            npmCi();
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(source)) {
            return files.toList();
        }
    }

    private void npmCi() throws IOException {
        var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        try {
            if (!npm.waitFor(120, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                throw new AssertionError("npm ci failed:\n" + Files.readString(folder.resolve("npm.log")));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
