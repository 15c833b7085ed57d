package dev.weir.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * As whom PostgreSQL runs, since it refuses to run as root.
 *
 * @param prefix goes before a command to run it so; each of these programs replaces itself by the next, so that the
 *     process that is started is the one that runs in the end
 * @param owner who must own the files; null where that is whoever runs this JVM
 */
record PostgresAccount(List<String> prefix, @Nullable String owner) {

    private static final int CHOWN_WORDS = 3;

    private static final Duration CHOWN_TIME_MAX = Duration.ofMinutes(1);

    /** In a user namespace of its own a process does not look like root to itself; outside nothing changes. */
    static final PostgresAccount ROOT_IN_A_NAMESPACE = new PostgresAccount(List.of("unshare", "-U"), "root");

    /** Not {@code runuser}, which stays as the parent: signals and the death of the JVM would stop at it. */
    static final PostgresAccount POSTGRES = new PostgresAccount(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"), "postgres");

    /** The first way that works for the user who runs this JVM. */
    static PostgresAccount choose() {
        if (new UnixSystem().getUid() != 0) {
            return new PostgresAccount(List.of(), null);
        }
        return Stream.of(ROOT_IN_A_NAMESPACE, POSTGRES)
                .filter(account -> Command.succeeds(account.command("true").toArray(String[]::new)))
                .findFirst()
                .orElseThrow(() -> new DatabaseUnusable("user: root, as whom PostgreSQL refuses to run, and neither"
                        + " `unshare -U` nor `setpriv --reuid=postgres` is allowed here (expected: another user, or"
                        + " the URL of a PostgreSQL that runs already)"));
    }

    List<String> command(String... words) {
        return command(List.of(words));
    }

    List<String> command(List<String> words) {
        return Stream.concat(prefix.stream(), words.stream()).toList();
    }

    /** Makes {@link #owner} the owner of those of these files and folders that exist, with all that is in them. */
    void own(List<Path> paths) throws IOException {
        var command = new ArrayList<>(List.of("chown", "-R", String.valueOf(owner)));
        for (var path : paths) {
            if (Files.exists(path) && !owns(path)) {
                command.add(path.toString());
            }
        }
        if (command.size() > CHOWN_WORDS) {
            var result = Command.run(command, Path.of("/"), CHOWN_TIME_MAX);
            if (!result.succeeded()) {
                throw new DatabaseUnusable("owner of " + paths + ": cannot be changed (expected: " + owner + "): "
                        + result.output().strip());
            }
        }
    }

    /** Makes {@link #owner} the owner of a folder, but not of what is in it. */
    void enter(Path folder) throws IOException {
        if (owner != null && !owns(folder)) {
            var principals = folder.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(folder, principals.lookupPrincipalByName(owner));
        }
    }

    private boolean owns(Path path) throws IOException {
        return owner == null || Files.getOwner(path).getName().equals(owner);
    }
}
