package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.Programs;
import dev.weir.history.History;
import dev.weir.history.History.Outcome;
import dev.weir.history.History.Published;
import dev.weir.history.HistoryCheck;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, an edge and one PostgreSQL, while one fault after another happens to them: no acknowledged event is lost,
 * doubled, reordered or invented, every gap is told, and everybody comes to the end. The seed is printed; the same seed has
 * the same faults in the same order ({@code -Dweir.faults.seed}).
 */
@Tag("alone")
class FaultsIT {

    private static final List<String> TOPICS =
            IntStream.range(0, 12).mapToObj(i -> "topic-" + i).toList();
    private static final int PUBLISHERS_OF_TOPIC = 2;

    /** Between two faults, so that one is over before the next begins. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration HEAD_MAX = Duration.ofSeconds(60);

    private final long seed = Long.getLong("weir.faults.seed", System.nanoTime());
    private final History history = new History();
    private final List<TryingPublisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    @Test
    @Timeout(900)
    void a_cluster_loses_nothing_in_a_few_faults(@TempDir Path folder) throws Exception {
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
        Programs.need("iptables", "-V");
        var faults = new ArrayList<Fault>();
        for (int i = 0; i < 2; i++) {
            faults.addAll(Arrays.asList(Fault.values()));
        }
        Collections.shuffle(faults, new Random(seed));
        play(folder, faults);
    }

    private void play(Path folder, List<Fault> faults) throws Exception {
        System.err.printf("faults: seed %d: %s%n", seed, faults);
        try (var scene = new Scene(folder, seed)) {
            try {
                startPublishers(scene.members());
                startSubscribers(scene.members());
                for (var fault : faults) {
                    long begun = System.nanoTime();
                    scene.suffer(fault);
                    System.err.printf("faults: %s, all ready after %.1f s%n", fault, seconds(begun));
                    Scene.pass(QUIET);
                }
                publishers.forEach(TryingPublisher::close);
                awaitHeads(scene);
                replayAll(scene);
            } finally {
                publishers.forEach(TryingPublisher::close);
                subscribers.forEach(Subscriber::close);
            }
            report(faults);
            assertThat(HistoryCheck.anomalies(history))
                    .as("seed %d, faults %s", seed, faults)
                    .isEmpty();
            assertThat(history.published())
                    .as("publishes came through")
                    .hasSizeGreaterThan(100 * faults.size())
                    .allMatch(one -> one.outcome() == Outcome.STORED);
        } catch (Throwable failure) {
            System.err.printf("faults: failed with -Dweir.faults.seed=%d%n", seed);
            throw failure;
        }
    }

    private void startPublishers(Members members) {
        var nodes = IntStream.range(0, Members.ALL).mapToObj(members::base).toList();
        var random = new SplittableRandom(seed);
        for (var topic : TOPICS) {
            for (int i = 0; i < PUBLISHERS_OF_TOPIC; i++) {
                publishers.add(TryingPublisher.start("p" + publishers.size(), topic, nodes, history, random.split()));
            }
        }
    }

    /** Each topic at each node, and one subscriber for each topic that goes to another node each time. */
    private void startSubscribers(Members members) {
        var random = new SplittableRandom(seed);
        for (var topic : TOPICS) {
            for (int node = 0; node < Members.ALL; node++) {
                int stays = node;
                subscribe(topic + " at node " + node, topic, () -> members.base(stays));
            }
            var wanders = random.split();
            subscribe(topic + " anywhere", topic, () -> members.base(wanders.nextInt(Members.ALL)));
        }
    }

    private void subscribe(String name, String topic, Supplier<URI> node) {
        subscribers.add(Subscriber.start(topic, node, told -> history.told(name, topic, told)));
    }

    private void awaitHeads(Scene scene) throws Exception {
        long begun = System.nanoTime();
        for (var topic : TOPICS) {
            long head = scene.head(0, topic);
            await("all subscribers of " + topic + " at " + head)
                    .atMost(HEAD_MAX)
                    .until(() -> subscribers.stream()
                            .filter(one -> one.topic().equals(topic))
                            .allMatch(one -> one.seq() >= head));
        }
        System.err.printf("faults: all subscribers at the head after %.1f s%n", seconds(begun));
    }

    private void replayAll(Scene scene) throws Exception {
        for (var topic : TOPICS) {
            for (int node = 0; node < Members.ALL; node++) {
                history.replayed("node " + node, topic, scene.replay(node, topic));
            }
        }
    }

    private void report(List<Fault> faults) {
        var returned = history.published().stream()
                .sorted(Comparator.comparingLong(Published::returnedNanos))
                .toList();
        long took = returned.get(returned.size() - 1).returnedNanos()
                - returned.get(0).returnedNanos();
        long told = history.subscriptions().values().stream()
                .mapToLong(one -> one.told().size())
                .sum();
        int opened = subscribers.stream().mapToInt(Subscriber::opened).sum();
        System.err.printf(
                "faults: %d in %.0f s; %d events published, longest time without an answer to anybody %.1f s, for one topic"
                        + " %.1f s; %d subscribers opened %d streams and were told %d events%n",
                faults.size(),
                took / 1e9,
                returned.size(),
                silence(returned) / 1e9,
                TOPICS.stream()
                                .mapToLong(topic -> silence(returned.stream()
                                        .filter(one -> one.topic().equals(topic))
                                        .toList()))
                                .max()
                                .orElse(0)
                        / 1e9,
                subscribers.size(),
                opened,
                told);
    }

    private static long silence(List<Published> byReturn) {
        return IntStream.range(1, byReturn.size())
                .mapToLong(i ->
                        byReturn.get(i).returnedNanos() - byReturn.get(i - 1).returnedNanos())
                .max()
                .orElse(0);
    }

    private static double seconds(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e9;
    }
}
