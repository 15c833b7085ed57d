package dev.weir.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node keeps on disk for the PostgreSQL inside it.
 *
 * <pre>
 * weir.lock           held by the node that uses the folder
 * postgres-17.11.0/   the programs
 * data/               the database cluster
 * postgres.password   of the only user; readable by the owner alone
 * postgres.port       on the loopback address
 * postgres.log        what the server says, with postgres.log.1 before it
 * </pre>
 *
 * <p>All but the log appears whole or not at all: it is made under a name that ends in {@code .partial} and then renamed.
 *
 * @param root an absolute path
 */
record PostgresFolder(Path root) {

    private static final Logger log = LoggerFactory.getLogger(PostgresFolder.class);

    static final String USER = "weir";

    private static final String PARTIAL = ".partial";
    private static final int PASSWORD_BYTES = 24;
    private static final Duration INITDB_TIME_MAX = Duration.ofMinutes(2);

    /** The folder at {@code root}, made with access for the owner only if it does not exist. */
    static PostgresFolder at(Path root) throws IOException {
        var absolute = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new PostgresFolder(absolute.toRealPath());
    }

    Path lock() {
        return root.resolve("weir.lock");
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    private Path passwordFile() {
        return root.resolve("postgres.password");
    }

    private Path portFile() {
        return root.resolve("postgres.port");
    }

    /** Removes what an earlier start was killed over; only for who holds the lock. */
    void removePartials() throws IOException {
        try (var children = Files.list(root)) {
            for (var child : children.toList()) {
                if (child.getFileName().toString().endsWith(PARTIAL)) {
                    removePartial(child);
                }
            }
        }
    }

    /** A killed initdb's own child may still write for a moment: what comes back goes at the next start. */
    private static void removePartial(Path partial) {
        try {
            delete(partial);
        } catch (IOException | UncheckedIOException failure) {
            log.info("{}: left for the next start to remove: {}", partial, failure.toString());
        }
    }

    /** Makes the database cluster if there is none, and sees that the account owns it and that the versions fit. */
    void prepare(PostgresBinaries binaries, PostgresAccount account) throws IOException {
        var created = !Files.exists(data());
        if (created && !Files.exists(passwordFile())) {
            write(passwordFile(), newPassword());
        }
        account.own(List.of(binaries.folder(), passwordFile(), data()));
        account.enter(root);
        if (created) {
            initialise(binaries, account);
        }
        var version = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!version.equals(PostgresBinaries.MAJOR)) {
            throw new DatabaseUnusable("data folder " + data() + ": made by PostgreSQL " + version + " (expected: "
                    + PostgresBinaries.MAJOR + "; dump it with the Weir that made it and restore it into a new one)");
        }
    }

    private void initialise(PostgresBinaries binaries, PostgresAccount account) throws IOException {
        var partial = partial(data());
        Files.createDirectory(
                partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.own(List.of(partial));
        var initdb = List.of(
                binaries.program("initdb"),
                "--pgdata=" + partial,
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums");
        var result = Command.run(Leash.command(account, "KILL", initdb), root, INITDB_TIME_MAX);
        if (!result.succeeded()) {
            delete(partial);
            throw new DatabaseUnusable("initdb in " + root + ": status " + result.status() + " (expected: 0): "
                    + result.output().strip());
        }
        moveIntoPlace(partial, data());
    }

    String password() throws IOException {
        if (!Files.exists(passwordFile())) {
            throw new DatabaseUnusable("file " + passwordFile() + ": missing (expected: the password that the data"
                    + " beside it was made with; restore it from a backup)");
        }
        return Files.readString(passwordFile()).strip();
    }

    private static String newPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The port of earlier starts. */
    OptionalInt port() throws IOException {
        return Files.exists(portFile())
                ? OptionalInt.of(Integer.parseInt(Files.readString(portFile()).strip()))
                : OptionalInt.empty();
    }

    void keepPort(int port) throws IOException {
        write(portFile(), Integer.toString(port));
    }

    private static void write(Path file, String line) throws IOException {
        var partial = partial(file);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.SYNC);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(file);
    }

    /** A name to make something under that shall be at {@code target} once it is whole. */
    static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + PARTIAL);
    }

    /** Gives a folder its final name. Where another process was faster, its folder stays and this one goes. */
    static void moveIntoPlace(Path partial, Path target) throws IOException {
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            force(target);
        } catch (AtomicMoveNotSupportedException unsupported) {
            throw unsupported;
        } catch (FileSystemException taken) {
            delete(partial);
            if (!Files.isDirectory(target)) {
                throw taken;
            }
        }
    }

    /** Makes a name survive the loss of power, together with the names beside it. */
    private static void force(Path named) throws IOException {
        var parent = named.getParent();
        if (parent != null) {
            try (var folder = FileChannel.open(parent, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (var inside = Files.walk(path)) {
            for (var each : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
