package dev.weir.simulation;

import dev.weir.history.Anomaly;
import dev.weir.subscribe.SendQueues;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Runs of one scenario after another, each by a seed of its own. */
final class Simulation implements AutoCloseable {

    private final Engine engine = new Engine();
    private final SendQueues sendQueues = new SendQueues(engine.time()::nanos);

    /** A run in which something went wrong that Weir promises not to happen. */
    record Failure(Scenario scenario, long seed, List<String> acts, List<Anomaly> anomalies) {

        @Override
        public String toString() {
            return scenario + " with seed " + seed
                    + " went wrong; again by\n  mvn test -pl app -am -Dtest=SimulationTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dweir.simulation=" + scenario + ":" + seed + "\n"
                    + String.join("\n", acts) + "\n"
                    + anomalies.stream()
                            .map(one -> one.toString().replace(Publisher.PADDING, ""))
                            .collect(Collectors.joining("\n"));
        }
    }

    Simulation() {
        // The first one makes what libraries make once, and so differs from all that follow.
        run(Scenario.TOPIC, 0);
    }

    World.Outcome run(Scenario scenario, long seed) {
        return World.run(engine, scenario, seed, sendQueues);
    }

    /** The first of these seeds with which something goes wrong. */
    Optional<Failure> firstFailure(Scenario scenario, long firstSeed, long count) {
        return LongStream.range(firstSeed, firstSeed + count)
                .mapToObj(seed -> failure(scenario, seed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Failure> failure(Scenario scenario, long seed) {
        var outcome = run(scenario, seed);
        return outcome.anomalies().isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure(scenario, seed, outcome.acts(), outcome.anomalies()));
    }

    @Override
    public void close() {
        engine.close();
        sendQueues.close();
    }

    /** As a process of its own: scenario, first seed, how many; the exit status is 1 when something went wrong. */
    public static void main(String[] arguments) {
        Optional<Failure> failure;
        try (var simulation = new Simulation()) {
            failure = simulation.firstFailure(
                    Scenario.valueOf(arguments[0]), Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
        }
        failure.ifPresent(System.out::println);
        System.exit(failure.isPresent() ? 1 : 0);
    }
}
