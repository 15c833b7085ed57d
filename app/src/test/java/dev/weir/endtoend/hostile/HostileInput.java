package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables, at the jar with {@code auth.mode = jwt}, by one kind of door. Small limits: {@link HostileLimitsIT}. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class HostileInput {

    private static final int CASES_MIN = 80;

    @TempDir
    private static Path folder;

    private Scene scene;

    /** @param own where the node may write */
    abstract Scene open(Path own);

    /** 1 for all cases, 3 for each third one. */
    abstract int everyNth();

    @BeforeAll
    @Timeout(240)
    void start() throws IOException {
        scene = open(Files.createDirectory(folder.resolve("own")));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    private static List<HostileCase> cases() {
        return Stream.of(
                        SmugglingRows.rows(),
                        InjectionRows.rows(),
                        HeaderRows.rows(),
                        BodyRows.rows(),
                        PathRows.rows(),
                        IdRows.rows(),
                        ManagementRows.rows(),
                        AccessRows.rows())
                .flatMap(List::stream)
                .toList();
    }

    private List<HostileCase> chosen() {
        var all = cases();
        return IntStream.range(0, all.size())
                .filter(i -> i % everyNth() == 0)
                .mapToObj(all::get)
                .toList();
    }

    @Test
    @Order(1)
    void there_are_enough_cases_and_each_has_a_name_of_its_own() {
        assertThat(chosen()).hasSizeGreaterThanOrEqualTo(CASES_MIN);
        assertThat(cases().stream().map(HostileCase::toString)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @Order(2)
    @MethodSource("chosen")
    void does_no_harm(HostileCase one) throws Exception {
        one.run(scene);
    }

    @Test
    @Order(3)
    void afterwards_the_node_is_well_and_has_told_nothing() throws Exception {
        scene.checkAfterwards();
        assertThat(folder.toFile().list()).as("files beside the node's own").containsExactly("own");
    }
}
