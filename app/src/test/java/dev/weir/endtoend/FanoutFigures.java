package dev.weir.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deliveries a second at 1,000 connections of one topic with publishers that never rest. A program, not a test; how it is
 * run and what it printed is in {@code docs/PERFORMANCE.md}.
 *
 * <p>Server, publishers and readers share the machine. The readers are one thread on one selector; every tenth
 * connection is parsed whole and must be without a gap, the others are asked for the last id that they saw.
 */
public final class FanoutFigures {

    private static final int PUBLISHERS = 4;
    private static final int BATCH = 50;
    private static final String DATA = "{\"px\":\"" + "x".repeat(191) + "\"}";
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private FanoutFigures() {}

    /** @param arguments connections, rounds, and seconds for each round */
    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        var folder = Files.createTempDirectory(Path.of("target"), "figures-");
        try (var weir = WeirProcess.on(folder, "-Xmx2g");
                var readers = ManyReaders.open(weir.uri("/stream?topic=t"), connections)) {
            var published = new AtomicLong();
            ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS);
            for (int i = 0; i < PUBLISHERS; i++) {
                publishers.execute(() -> publishForEver(weir.uri("/topics/t/events"), published));
            }
            readers.readFor(WARM_UP);
            System.out.println(
                    "round | deliveries/s | publishes/s | server CPU-s per million | readers that fell behind");
            for (int round = 1; round <= rounds; round++) {
                round(weir, readers, published, round, Duration.ofSeconds(seconds));
            }
            publishers.shutdownNow();
            publishers.awaitTermination(10, TimeUnit.SECONDS);
            System.out.printf("gaps seen by parsed connections: %d%n", readers.gaps());
        }
    }

    private static void round(WeirProcess weir, ManyReaders readers, AtomicLong published, int round, Duration length)
            throws IOException {
        long publishedBefore = published.get();
        long deliveredBefore = readers.delivered();
        var cpuBefore = cpu(weir);
        long begin = System.nanoTime();
        readers.readFor(length);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long delivered = readers.delivered() - deliveredBefore;
        double cpuSeconds = cpu(weir).minus(cpuBefore).toMillis() / 1e3;
        System.out.printf(
                "%d | %,.0f | %,.0f | %.2f | %s%n",
                round,
                delivered / seconds,
                (published.get() - publishedBefore) / seconds,
                cpuSeconds / (delivered / 1e6),
                weir.get(weir.management("/metrics"))
                        .lines()
                        .filter(line -> line.startsWith("sse_lagging_connections "))
                        .findFirst()
                        .orElse("?"));
    }

    /** Of the server's JVM; PostgreSQL is a process of its own. */
    private static Duration cpu(WeirProcess weir) {
        return ProcessHandle.of(weir.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static void publishForEver(URI uri, AtomicLong published) {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString((DATA + "\n").repeat(BATCH)))
                .build();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 201) {
                    published.addAndGet(BATCH);
                }
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
