package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The browser's client as an npm package, as somebody has it who installs it. */
@Timeout(180)
class BrowserPackageIT {

    private static final Path SOURCE = Path.of("..", "protocol", "src", "main", "js");

    @TempDir
    private static Path work;

    private static Path installed;

    @BeforeAll
    @Timeout(240)
    static void install() throws Exception {
        Programs.need("npm", "--version");
        NpmFolder.PACKAGE.install();
        installed = Files.createDirectories(work.resolve("node_modules").resolve("weir-client"));
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (var file : files.toList()) {
                Files.copy(file, installed.resolve(file.getFileName()));
            }
        }
        // As npm does before it packs: it checks the types of the sources, and writes them down.
        assertThat(run(installed, "tsc", "-p", "tsconfig.json")).isEmpty();
    }

    /** What it prints when it fails; empty when all is well. */
    private static String run(Path folder, String program, String... arguments)
            throws IOException, InterruptedException {
        var binary = NpmFolder.PACKAGE.path().resolve(Path.of("node_modules", ".bin", program));
        var command = Stream.concat(Stream.of(binary.toString()), Stream.of(arguments))
                .toList();
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : "failed: " + output;
    }

    @Test
    void an_application_in_strict_typescript_compiles_against_its_types() throws Exception {
        Files.copy(NpmFolder.PACKAGE.path().resolve("use.ts"), work.resolve("use.ts"));

        var settings = List.of("--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "use.ts");
        assertThat(run(work, "tsc", settings.toArray(String[]::new))).isEmpty();
    }

    @Test
    void bundlers_and_registries_have_nothing_against_it() throws Exception {
        assertThat(run(installed, "publint", "run", "--strict", "--pack", "false"))
                .isEmpty();
    }
}
