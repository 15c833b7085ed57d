package dev.weir.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code weir bench}, and what they come to for a scenario. */
final class BenchOptions {

    private static final int CONNECTIONS_MAX = 1_000_000;
    private static final int BATCH_MAX = 10_000;
    private static final int SIZE_MAX = 64 * 1024;
    private static final int BATCH_BYTES_MAX = 8 * 1024 * 1024;
    /** So many that an event rarely waits for a connection that waits for an answer. */
    private static final int PACED_PUBLISHERS = 16;

    private static final int SLOW_RATE_MIN = 64;
    private static final int SLOW_RATE_MAX = 1_000_000;
    private static final int SECONDS_MAX = 24 * 60 * 60;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "streams; in publish, connections that publish (see each scenario)")
    private @Nullable Integer connections;

    @Option(names = "--topics", paramLabel = "N", description = "topics that streams and publishers are dealt to (1)")
    private int topics = 1;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description =
                    "connections that publish (4; slow-readers, fanout at a rate 16, resume-storm 2; catch-up, connect, idle 1)")
    private @Nullable Integer publishers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "events a second of all publishers together; 0: as fast as answered (0; sparse 10, "
                    + "slow-readers 100, resume-storm 20)")
    private @Nullable Double rate;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "events in one publish (fanout as fast as answered 50, catch-up 100, ceiling 250, else 1)")
    private @Nullable Integer batch;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "of one event's data, 64 to 65536 (200; slow-readers 4096)")
    private @Nullable Integer size;

    @Option(
            names = "--slow",
            paramLabel = "N",
            description = "of the streams of slow-readers, that read slowly half of the time (1 %% of them)")
    private @Nullable Integer slow;

    @Option(
            names = "--slow-rate",
            paramLabel = "BYTES",
            description = "a second that each of those reads then, 64 to 1000000 (1024)")
    private int slowRate = 1_024;

    @Option(names = "--events", paramLabel = "N", description = "that catch-up finds in each topic (1000)")
    private int events = 1_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "of one run (5; sparse 10, resume-storm 3; each part of one of slow-readers 20)")
    private @Nullable Integer seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "before the first run; connect and catch-up instead do one run that does not count, unless "
                    + "0 (10; ceiling 5, resume-storm 3)")
    private @Nullable Integer warmUp;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "all of them are told, and the median (3; resume-storm 1)")
    private @Nullable Integer runs;

    @Option(names = "--client-threads", paramLabel = "N", description = "that read (1); publishers have one more")
    private int clientThreads = 1;

    @Option(names = "--url", paramLabel = "URL", description = "a Weir that runs, instead of one started for the bench")
    @Nullable String url;

    @Option(
            names = "--stream-url",
            paramLabel = "URL",
            description = "of any server of server-sent events; {topic} becomes the topic's name")
    @Nullable String streamUrl;

    @Option(names = "--publish-url", paramLabel = "URL", description = "where one event is published by POST")
    @Nullable String publishUrl;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "of those POSTs (application/json)")
    String contentType = "application/json";

    @Option(
            names = "--replays",
            description = "says that --stream-url begins at the topic's first event, which catch-up needs")
    boolean replays;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            split = ",",
            description = "of the server at these URLs, to measure its CPU and memory")
    List<Long> pids = List.of();

    @Option(
            names = "--server-jvm",
            paramLabel = "OPTIONS",
            description = "of the server that the bench starts (-Xmx2g -XX:+ExitOnOutOfMemoryError)")
    String serverJvm = "-Xmx2g -XX:+ExitOnOutOfMemoryError";

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "in which that server's folder is made, and removed at the end (the system's temporary one)")
    @Nullable Path dataDir;

    @Option(names = "--json", description = "one JSON object instead of the table")
    boolean json;

    /** @throws BenchStop for a value that it cannot have */
    Plan plan(Scenario scenario) {
        var defaults = Defaults.of(scenario);
        int streams =
                between("--connections", connections == null ? defaults.connections() : connections, CONNECTIONS_MAX);
        double eventsPerSecond = rate == null ? defaults.rate() : rate;
        if (!(eventsPerSecond >= 0 && eventsPerSecond <= 1e7)) {
            throw BenchStop.usage("--rate: " + eventsPerSecond + " (expected: 0 to 10000000)");
        }
        between("--topics", topics, Marker.PUBLISHER_MAX);
        int sources = publishers(scenario, scenario == Scenario.FANOUT && eventsPerSecond > 0);
        int batchEvents = batch(scenario, eventsPerSecond);
        int bytes = size == null ? defaults.size() : size;
        if (bytes < Marker.EVENT_BYTES_MIN || bytes > SIZE_MAX) {
            throw BenchStop.usage(
                    "--size: " + bytes + " (expected: " + Marker.EVENT_BYTES_MIN + " to " + SIZE_MAX + ")");
        }
        if ((long) batchEvents * (bytes + 1) > BATCH_BYTES_MAX) {
            throw BenchStop.usage(
                    "--batch: " + batchEvents + " events of " + bytes + " bytes (expected: at most 8 MiB together)");
        }
        return new Plan(
                scenario,
                streams,
                topics,
                sources,
                eventsPerSecond,
                batchEvents,
                bytes,
                between("--events", events, 10_000_000),
                seconds("--warm-up", warmUp == null ? defaults.warmUp() : warmUp, 0),
                seconds("--seconds", seconds == null ? defaults.seconds() : seconds, 1),
                between("--runs", runs == null ? defaults.runs() : runs, 1_000),
                between("--client-threads", clientThreads, 1_000),
                slow(scenario, streams),
                slowRate);
    }

    private int slow(Scenario scenario, int streams) {
        if (scenario != Scenario.SLOW_READERS) {
            if (slow != null) {
                throw BenchStop.usage("--slow: " + slow + " (expected: only with slow-readers)");
            }
            return 0;
        }
        if (slowRate < SLOW_RATE_MIN || slowRate > SLOW_RATE_MAX) {
            throw BenchStop.usage(
                    "--slow-rate: " + slowRate + " (expected: " + SLOW_RATE_MIN + " to " + SLOW_RATE_MAX + ")");
        }
        int count = slow == null ? Math.max(1, streams / 100) : slow;
        if (count < 1 || count >= streams) {
            throw BenchStop.usage(
                    "--slow: " + count + " (expected: 1 or more, and fewer than the " + streams + " of --connections)");
        }
        return count;
    }

    private int publishers(Scenario scenario, boolean paced) {
        if (scenario == Scenario.PUBLISH) {
            if (publishers != null) {
                throw BenchStop.usage("--publishers: " + publishers + " (expected: --connections, with publish)");
            }
            int count = connections == null ? Defaults.of(scenario).connections() : connections;
            return atLeastTopics("--connections", between("--connections", count, Marker.PUBLISHER_MAX));
        }
        if (scenario == Scenario.CATCH_UP && publishers != null && publishers != topics) {
            throw BenchStop.usage("--publishers: " + publishers + " (expected: one for each topic, with catch-up)");
        }
        int count = publishers == null
                ? Math.max(
                        topics, paced ? PACED_PUBLISHERS : Defaults.of(scenario).publishers())
                : publishers;
        return atLeastTopics("--publishers", between("--publishers", count, Marker.PUBLISHER_MAX));
    }

    private int atLeastTopics(String option, int count) {
        if (count < topics) {
            throw BenchStop.usage(
                    option + ": " + count + " (expected: at least one for each of " + topics + " topics)");
        }
        return count;
    }

    private int batch(Scenario scenario, double eventsPerSecond) {
        if (batch != null) {
            return between("--batch", batch, BATCH_MAX);
        }
        boolean single = publishUrl != null || (scenario == Scenario.FANOUT && eventsPerSecond > 0);
        return single ? 1 : Defaults.of(scenario).batch();
    }

    List<String> serverJvmOptions() {
        return Arrays.stream(serverJvm.strip().split("\\s+", -1))
                .filter(option -> !option.isEmpty())
                .toList();
    }

    private static int between(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw BenchStop.usage(option + ": " + value + " (expected: 1 to " + max + ")");
        }
        return value;
    }

    private static Duration seconds(String option, int value, int min) {
        if (value < min || value > SECONDS_MAX) {
            throw BenchStop.usage(option + ": " + value + " (expected: " + min + " to " + SECONDS_MAX + ")");
        }
        return Duration.ofSeconds(value);
    }
}
