package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All tables, at the jar with {@code auth.mode = jwt}, by each kind of door. Small limits: {@link HostileLimitsIT}. */
@Tag("long")
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileInputIT {

    private static final int CASES_MIN = 80;

    private static final List<Scene> scenes = new ArrayList<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    @Timeout(240)
    static void start() throws IOException {
        var plain = Files.createDirectory(folder.resolve("plain"));
        var tls = Files.createDirectory(folder.resolve("tls"));
        var starting = List.of(
                CompletableFuture.supplyAsync(() -> Nodes.plain(plain, Nodes.NO_LIMITS)),
                CompletableFuture.supplyAsync(() -> Nodes.overTls(tls, Nodes.NO_LIMITS)));
        starting.forEach(scene -> scenes.add(scene.join()));
    }

    @AfterAll
    static void stop() {
        scenes.forEach(Scene::close);
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

    private static List<Scene> scenes() {
        return scenes;
    }

    private static Stream<Arguments> casesByDoor() {
        var cases = cases();
        return scenes.stream().flatMap(scene -> cases.stream().map(one -> Arguments.of(one, scene)));
    }

    @Test
    @Order(1)
    void there_are_enough_cases_and_each_has_a_name_of_its_own() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(CASES_MIN);
        assertThat(cases().stream().map(HostileCase::toString)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} ({1})", autoCloseArguments = false)
    @Order(2)
    @MethodSource("casesByDoor")
    void does_no_harm(HostileCase one, Scene scene) throws Exception {
        one.run(scene);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @Order(3)
    @MethodSource("scenes")
    void afterwards_the_node_is_well_and_has_told_nothing(Scene scene) throws Exception {
        scene.checkAfterwards();
        assertThat(folder.toFile().list()).as("files beside the nodes' own").containsExactlyInAnyOrder("plain", "tls");
    }
}
