package dev.weir.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * PostgreSQL's programs, unpacked from the class path into a folder once.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path folder) {

    /** Must be the version of the binaries' artifacts in the pom; a test compares it with what the server says. */
    static final String VERSION = "17.11.0";

    static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

    /** Resources on the class path by "system architecture", spelled as {@link #platform} does. */
    private static final Map<String, String> ARCHIVES = Map.of(
            "linux amd64", "/postgres-linux-x86_64.txz",
            "linux arm64", "/postgres-linux-arm_64.txz",
            "darwin arm64", "/postgres-darwin-arm_64.txz");

    /** Unpacks them below {@code parent} unless that was done before; killed midway, it leaves a {@code .partial}. */
    static PostgresBinaries unpackInto(Path parent) throws IOException {
        var folder = parent.resolve("postgres-" + VERSION);
        if (!Files.isDirectory(folder)) {
            unpack(archive(System.getProperty("os.name"), System.getProperty("os.arch")), folder);
        }
        return new PostgresBinaries(folder);
    }

    /** The resource with the binaries for a system named as the JVM does it. */
    static String archive(String osName, String osArch) {
        var platform = platform(osName, osArch);
        var archive = ARCHIVES.get(platform);
        if (archive == null) {
            throw new DatabaseUnusable("PostgreSQL for this system: none for " + platform + " (expected: one of "
                    + ARCHIVES.keySet().stream().sorted().toList() + ", or the URL of a PostgreSQL that runs already)");
        }
        return archive;
    }

    private static String platform(String osName, String osArch) {
        var name = osName.toLowerCase(Locale.ROOT);
        var system = name.startsWith("mac") ? "darwin" : name;
        var architecture = switch (osArch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> osArch;
        };
        return system + " " + architecture;
    }

    private static void unpack(String archive, Path folder) throws IOException {
        var partial = Files.createDirectory(PostgresFolder.partial(folder));
        try (var resource = PostgresBinaries.class.getResourceAsStream(archive)) {
            if (resource == null) {
                throw new DatabaseUnusable(
                        "PostgreSQL's binaries: " + archive + " is not on the class path (expected: in the jar)");
            }
            TarXz.unpack(resource, partial);
        }
        PostgresFolder.moveIntoPlace(partial, folder);
    }

    /** Path of one of the programs. */
    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }
}
