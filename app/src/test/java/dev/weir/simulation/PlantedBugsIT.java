package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: each of these mistakes, planted into Weir's own sources, is found by it. */
class PlantedBugsIT {

    private static final int SEEDS = 3_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void is_found(PlantedBug bug) throws Exception {
        var classes = Files.createDirectory(folder.resolve("classes"));
        bug.compile(folder, classes);
        var output = folder.resolve("output");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        "dev.weir.simulation.Simulation",
                        bug.scenario().name(),
                        "0",
                        Integer.toString(SEEDS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        var said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said).contains(bug.scenario() + " with seed ");
        System.out.println(bug + ": "
                + said.lines()
                        .filter(line -> line.matches("[A-Z_]+: .*|.* went wrong.*"))
                        .toList());
    }
}
