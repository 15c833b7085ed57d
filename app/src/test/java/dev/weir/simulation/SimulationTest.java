package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of orders in which the same things may happen. */
class SimulationTest {

    private static final String ONE = "weir.simulation";
    private static final long SEEDS = 5_000;
    private static final long LONG_SEEDS = 50_000;

    private static final Simulation SIMULATION = new Simulation();

    @AfterAll
    static void stop() {
        SIMULATION.close();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(600)
    @DisabledIfSystemProperty(named = ONE, matches = ".+", disabledReason = "one run was asked for")
    void what_was_acknowledged_reaches_every_subscriber_once_and_in_order(Scenario scenario) {
        assertThat(SIMULATION.firstFailure(scenario, 0, SEEDS)).isEmpty();
    }

    /** Others than the last time. */
    @ParameterizedTest
    @EnumSource
    @Tag("long")
    @Timeout(1_800)
    @DisabledIfSystemProperty(named = ONE, matches = ".+", disabledReason = "one run was asked for")
    void nor_does_anything_go_wrong_in_many_more_runs(Scenario scenario) {
        long first = new SplittableRandom().nextLong(1L << 40);

        assertThat(SIMULATION.firstFailure(scenario, first, LONG_SEEDS)).isEmpty();
    }

    @Test
    @DisabledIfSystemProperty(named = ONE, matches = ".+", disabledReason = "one run was asked for")
    void a_seed_gives_the_same_run_whatever_ran_before() {
        Map<Long, Long> traces = new LinkedHashMap<>();
        for (long seed = 0; seed < 20; seed++) {
            traces.put(seed, SIMULATION.run(Scenario.TOPIC, seed).trace());
        }
        assertThat(traces.values()).doesNotHaveDuplicates();
        for (long seed = 19; seed >= 0; seed--) {
            assertThat(SIMULATION.run(Scenario.TOPIC, seed).trace()).isEqualTo(traces.get(seed));
        }
    }

    /** With {@code -Dweir.simulation=SCENARIO:SEED}, as a failure says. */
    @Test
    @EnabledIfSystemProperty(named = ONE, matches = "[A-Z]+:[0-9]+", disabledReason = "no run was asked for")
    void the_run_that_was_asked_for() {
        var wanted = System.getProperty(ONE).split(":", -1);

        assertThat(SIMULATION.firstFailure(Scenario.valueOf(wanted[0]), Long.parseLong(wanted[1]), 1))
                .isEmpty();
    }
}
