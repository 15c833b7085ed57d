package dev.weir.endtoend.hostile;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Floods and slowness, at the jar with small limits. */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileLimitsIT {

    @TempDir
    private static Path folder;

    private static Scene scene;

    @BeforeAll
    @Timeout(240)
    static void start() {
        scene = Nodes.plain(folder, LimitRows.SETTINGS);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    private static List<HostileCase> cases() {
        return LimitRows.rows();
    }

    @ParameterizedTest(name = "{0}")
    @Order(1)
    @MethodSource("cases")
    void does_no_harm(HostileCase one) throws Exception {
        one.run(scene);
    }

    @Test
    @Order(2)
    void afterwards_the_node_is_well_and_has_told_nothing() throws Exception {
        scene.checkAfterwards();
    }
}
