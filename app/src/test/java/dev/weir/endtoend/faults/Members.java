package dev.weir.endtoend.faults;

import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.NodeReport;
import dev.weir.endtoend.WeirProcess;
import dev.weir.postgres.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Nodes of one cluster, each a process with an address of its own in 127.0.0.0/8 and a public port that stays: some that topics
 * live on, three unless said otherwise, and perhaps an edge.
 */
final class Members implements AutoCloseable {

    static final int CORES = 3;

    /** The number of the edge; the others are 0 to 2. */
    static final int EDGE = 3;

    static final int ALL = 4;

    private static final Duration START_MAX = Duration.ofMinutes(4);
    private static final Duration EXIT_MAX = Duration.ofSeconds(60);
    private static final int FIRST_HOST = 21;

    private final DatabaseSettings database;
    private final int cores;
    private final IntFunction<Map<String, String>> variables;
    private final List<String> settings;
    private final int clusterPort = freePort("127.0.0." + FIRST_HOST);
    private final List<Integer> ports =
            Stream.generate(() -> freePort("127.0.0.1")).distinct().limit(ALL).toList();
    private final List<WeirProcess> processes = new ArrayList<>();

    /** Three cores and an edge. */
    Members(DatabaseSettings database) {
        this(database, CORES, true);
    }

    /** @param settings of all of them, as the JVM takes them */
    Members(DatabaseSettings database, int cores, boolean withEdge, String... settings) {
        this(database, cores, withEdge, node -> Map.of(), settings);
    }

    /** @param variables of each, beside those that they all have */
    Members(
            DatabaseSettings database,
            int cores,
            boolean withEdge,
            IntFunction<Map<String, String>> variables,
            String... settings) {
        this.database = database;
        this.variables = variables;
        this.cores = cores;
        this.settings = List.of(settings);
        int all = withEdge ? cores + 1 : cores;
        for (int node = 0; node < all; node++) {
            processes.add(begin(node));
        }
    }

    private static int freePort(String host) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address by which the others know it. */
    static String host(int node) {
        return "127.0.0." + (FIRST_HOST + node);
    }

    /** Of all nodes. */
    List<URI> bases() {
        return IntStream.range(0, processes.size()).mapToObj(this::base).toList();
    }

    URI base(int node) {
        return URI.create("http://127.0.0.1:" + ports.get(node));
    }

    private WeirProcess begin(int node) {
        var seeds = IntStream.range(0, cores)
                .mapToObj(core -> host(core) + ":" + clusterPort)
                .collect(Collectors.joining(","));
        var jvm = new ArrayList<>(List.of(
                "-Dweir.cluster.host=" + host(node),
                "-Dweir.cluster.port=" + clusterPort,
                "-Dweir.cluster.seeds=" + seeds,
                "-Dweir.cluster.roles=" + (node == cores ? "edge" : "core"),
                "-Dweir.connections.drain-time=2s",
                // So that a partition by addresses cuts both directions.
                "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + host(node),
                // Four JVMs and PostgreSQL on two cores are slow to answer now and then.
                "-Dpekko.cluster.failure-detector.acceptable-heartbeat-pause=5s"));
        jvm.addAll(settings);
        return WeirProcess.member(database, ports.get(node), variables.apply(node), jvm.toArray(String[]::new));
    }

    /** Where services join, by this node. */
    String clusterAddress(int node) {
        return "weir@" + host(node) + ":" + clusterPort;
    }

    /** Events that topics of this node have committed since it was started. */
    double committed(int node) {
        return report(node).metric("sse_events_published_total");
    }

    /** What a node says about itself. */
    NodeReport report(int node) {
        return new NodeReport(processes.get(node));
    }

    WeirProcess process(int node) {
        return processes.get(node);
    }

    /** The core that commits events just now. */
    int committing() {
        var before = IntStream.range(0, cores).mapToDouble(this::committed).toArray();
        return await("some core commits")
                .until(
                        () -> IntStream.range(0, cores)
                                .filter(core -> committed(core) > before[core])
                                .findFirst(),
                        OptionalInt::isPresent)
                .getAsInt();
    }

    /** Anew, and does not wait until it is ready. */
    void start(int node) {
        processes.set(node, begin(node));
    }

    /** As {@code kill -9}. */
    void kill(int node) {
        processes.get(node).killHard();
    }

    /** As {@code kill -TERM}; the exit status, when it has ended. */
    int terminate(int node) {
        processes.get(node).terminate();
        return processes.get(node).awaitExit();
    }

    void pause(int node) {
        signal("STOP", node);
    }

    void resume(int node) {
        signal("CONT", node);
    }

    private void signal(String name, int node) {
        Shell.run("kill", "-" + name, Long.toString(processes.get(node).pid()));
    }

    /** A node that the others gave up ends by itself. */
    void awaitExit(int node) {
        var process = processes.get(node);
        await("node " + node + " ends by itself").atMost(EXIT_MAX).until(() -> !process.isAlive());
    }

    /** As whoever runs nodes does: starts those anew that have ended, and waits until all of them want clients. */
    void awaitAllReady() {
        await("all nodes are ready")
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    startEnded();
                    return processes.stream().allMatch(WeirProcess::isReady);
                });
    }

    private void startEnded() {
        for (int node = 0; node < processes.size(); node++) {
            if (!processes.get(node).isAlive()) {
                processes.set(node, begin(node));
            }
        }
    }

    @Override
    public void close() {
        for (var process : processes) {
            if (process.isAlive()) {
                process.killHard();
            }
        }
    }
}
