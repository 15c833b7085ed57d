package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the tests of {@code src/test/js}: what the browser's client does, with time that only they let pass. */
class BrowserClientTest {

    private static final Path FOLDER = Path.of("src", "test", "js");

    @BeforeAll
    static void needs_node() throws Exception {
        boolean isHere = isNodeHere();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isHere).as("node, which CI must have").isTrue();
        }
        assumeTrue(isHere, "not installed: node");
    }

    private static boolean isNodeHere() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.map(Path::getFileName)
                    .filter(file -> file.toString().endsWith(".test.mjs"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_tests_of_a_module_pass(Path file) throws Exception {
        var node = new ProcessBuilder("node", "--test", "--test-reporter=spec", file.toString())
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("pass [1-9]");
    }
}
