package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.Programs;
import dev.weir.history.History;
import dev.weir.history.History.Outcome;
import dev.weir.history.HistoryCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, an edge and one PostgreSQL, while one fault after another happens to them: no acknowledged event is lost,
 * doubled, reordered or invented, every gap is told, and everybody comes to the end. The seed is printed; the same seed has
 * the same faults in the same order ({@code -Dweir.faults.seed}), of all kinds or of some ({@code -Dweir.faults.kinds=A,B}).
 */
@Tag("alone")
class FaultsIT {

    private static final int TOPICS = 12;

    /** Between two faults, so that one is over before the next begins. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final long seed = Long.getLong("weir.faults.seed", System.nanoTime());

    @Test
    @Timeout(900)
    void a_cluster_loses_nothing_in_a_few_faults(@TempDir Path folder) throws Exception {
        Programs.needRoot();
        Programs.need("iptables", "-V");
        var faults = new ArrayList<>(List.of(
                Fault.KILL_CORE,
                Fault.CUT_CORE_OFF,
                Fault.RESTART_POSTGRES,
                Fault.CUT_DATABASE_CONNECTIONS,
                Fault.KILL_ALL));
        Collections.shuffle(faults, new Random(seed));
        play(folder, faults);
    }

    @Test
    @Tag("long")
    @Timeout(3_600)
    void a_cluster_loses_nothing_in_two_faults_of_each_kind(@TempDir Path folder) throws Exception {
        Programs.needRoot();
        Programs.need("iptables", "-V");
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < 2; i++) {
            faults.addAll(kinds());
        }
        Collections.shuffle(faults, new Random(seed));
        play(folder, faults);
    }

    private static List<Fault> kinds() {
        var names = System.getProperty("weir.faults.kinds", "");
        return names.isEmpty()
                ? List.of(Fault.values())
                : Stream.of(names.split(",", -1)).map(Fault::valueOf).toList();
    }

    private void play(Path folder, List<Fault> faults) {
        System.err.printf("faults: seed %d: %s%n", seed, faults);
        try (var scene = new Scene(folder, seed);
                var traffic = new Traffic(TOPICS, scene.members().bases(), seed)
                        .publish()
                        .subscribe()) {
            for (var fault : faults) {
                long begun = System.nanoTime();
                scene.suffer(fault);
                System.err.printf("faults: %s, all ready after %.1f s%n", fault, seconds(begun));
                Scene.pass(QUIET);
            }
            traffic.stopPublishing();
            long begun = System.nanoTime();
            traffic.awaitHeads();
            System.err.printf("faults: all subscribers at the head after %.1f s%n", seconds(begun));
            traffic.replayAll();
            System.err.printf("faults: %d in %s%n", faults.size(), traffic.report());
            check(traffic.history(), faults);
        } catch (Throwable failure) {
            System.err.printf("faults: failed with -Dweir.faults.seed=%d%n", seed);
            throw failure;
        }
    }

    private void check(History history, List<Fault> faults) {
        assertThat(HistoryCheck.anomalies(history))
                .as("seed %d, faults %s", seed, faults)
                .isEmpty();
        assertThat(history.published())
                .as("publishes came through")
                .hasSizeGreaterThan(100 * faults.size())
                .allMatch(one -> one.outcome() == Outcome.STORED);
    }

    private static double seconds(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e9;
    }
}
