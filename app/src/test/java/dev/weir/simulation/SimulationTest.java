package dev.weir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of orders in which the same things may happen. */
class SimulationTest {

    private static final long SEEDS = 5_000;
    private static final long LONG_SEEDS = 50_000;

    private static final Simulation SIMULATION = new Simulation();

    @AfterAll
    static void stop() {
        SIMULATION.close();
    }

    /** What is run: with {@code -Dweir.simulation=SCENARIO:SEED}, as a failure says, that run alone. */
    record Seeds(Scenario scenario, long first, long count) {}

    static Stream<Seeds> seeds() {
        return asked().or(() -> Optional.of(all(0, SEEDS))).stream().flatMap(runs -> runs);
    }

    /** Others than the last time. */
    static Stream<Seeds> manySeeds() {
        return all(new SplittableRandom().nextLong(1L << 40), LONG_SEEDS);
    }

    private static Stream<Seeds> all(long first, long count) {
        return Arrays.stream(Scenario.values()).map(scenario -> new Seeds(scenario, first, count));
    }

    private static Optional<Stream<Seeds>> asked() {
        return Optional.ofNullable(System.getProperty("weir.simulation"))
                .map(asked -> asked.split(":", -1))
                .map(asked -> Stream.of(new Seeds(Scenario.valueOf(asked[0]), Long.parseLong(asked[1]), 1)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(600)
    void what_was_acknowledged_reaches_every_subscriber_once_and_in_order(Seeds seeds) {
        assertThat(SIMULATION.firstFailure(seeds.scenario, seeds.first, seeds.count))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manySeeds")
    @Tag("long")
    @Timeout(1_800)
    void nor_does_anything_go_wrong_in_many_more_runs(Seeds seeds) {
        assertThat(SIMULATION.firstFailure(seeds.scenario, seeds.first, seeds.count))
                .isEmpty();
    }

    @Test
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
}
