package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.TokenForge;
import dev.weir.endtoend.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All tables, at the jar with {@code auth.mode = jwt}, by each kind of door. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileInputIT {

    private static final int CASES_MIN = 80;

    private static final List<Scene> scenes = new ArrayList<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws IOException {
        scenes.add(plain());
    }

    private static Scene plain() throws IOException {
        var weir = WeirProcess.configured(folder.resolve("plain"), config("plain", ""));
        return new Scene("plain", weir, Door.plain(weir.port()), Door.plain(weir.management("/").getPort()));
    }

    /** @param more lines */
    private static Path config(String name, String more) throws IOException {
        return Files.writeString(folder.resolve(name + ".conf"), """
                weir.auth {
                  mode = jwt
                  keys = [
                    { kid = hmac, algorithm = HS256, secret = "%s" }
                    { kid = rsa, algorithm = RS256, public-key = \"""%s\""" }
                  ]
                  allowed-origins = ["https://app.example"]
                  ticket-life = 10s
                }
                # Cases follow one another as fast as they can.
                weir.limits { poll-rate = 0, connect-rate = 0, new-topics = 0 }
                %s
                """.formatted(TokenForge.SECRET, TokenForge.pem(TokenForge.RSA.getPublic()), more));
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

    private static Stream<Arguments> casesByDoor() {
        return scenes.stream().flatMap(scene -> cases().stream().map(one -> Arguments.of(one, scene)));
    }

    @Test
    @Order(1)
    void there_are_enough_cases_and_each_has_a_name_of_its_own() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(CASES_MIN).doesNotHaveDuplicates();
        assertThat(cases().stream().map(HostileCase::toString)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} ({1})")
    @Order(2)
    @MethodSource("casesByDoor")
    void does_no_harm(HostileCase one, Scene scene) throws Exception {
        one.run(scene);
    }

    private static List<Scene> scenes() {
        return scenes;
    }

    @ParameterizedTest
    @Order(3)
    @MethodSource("scenes")
    void afterwards_the_node_is_well_and_has_told_nothing(Scene scene) throws Exception {
        scene.checkUnharmed(0);
        scene.checkPrey();
        assertThat(scene.output().lines().filter(line -> line.contains("\"ERROR\"")))
                .isEmpty();
        assertThat(scene.output() + scene.metrics()).contains("\"started\"").doesNotContain(scene.secrets());
        assertThat(folder.toFile().list()).as("files").hasSize(2 * scenes.size());
    }
}
