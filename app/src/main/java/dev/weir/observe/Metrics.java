package dev.weir.observe;

import dev.weir.wire.GapCause;
import dev.weir.wire.StreamEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * What this node counts, by the names in {@code docs/OPERATIONS.md}. Every method may be called from any thread, returns
 * at once, and never fails.
 *
 * <p>Labels have few values, all known beforehand, and all of them are there from the start with 0: a rate over a series
 * that appears with its first failure would miss that failure.
 */
public final class Metrics implements AutoCloseable {

    private static final List<String> SUPERVISED = List.of("topic", "topic-feed", "connection");
    private static final List<String> DECISIONS = List.of("restart", "stop", "evict");

    private static final List<String> LIMITS =
            List.of("publish-rate", "connect-rate", "poll-rate", "new-topics", "catch-up-bytes");

    private static final List<StreamEnd> REFUSING = List.of(
            StreamEnd.DRAIN,
            StreamEnd.OVERLOAD,
            StreamEnd.RATE,
            StreamEnd.TOPIC_CLOSED,
            StreamEnd.TOKEN_EXPIRED,
            StreamEnd.REVOKED);

    private static final Duration[] LATENCIES = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000);
    private static final Duration[] LIFETIMES =
            millis(1_000, 10_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000, 14_400_000, 86_400_000);
    private static final double[] BATCHES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProcessMetrics process = new ProcessMetrics(registry);

    private final LongAdder active = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder reconnections = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder catchingUp = new LongAdder();
    private final LongAdder lagging = new LongAdder();
    private final LongAdder journalReads = new LongAdder();
    private final LongAdder journalFailures = new LongAdder();
    private final LongAdder writersFenced = new LongAdder();
    private final LongAdder rowsPruned = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final LongAdder repaired = new LongAdder();
    private final Map<StreamEnd, LongAdder> refusals = new EnumMap<>(StreamEnd.class);
    private final Map<StreamEnd, LongAdder> ends = new EnumMap<>(StreamEnd.class);
    private final Map<String, Counter> gaps = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> limits = new HashMap<>();
    private final LatencyHistogram latency = new LatencyHistogram(
            "sse_event_latency_seconds",
            "From a publish's arrival at Weir to its bytes written to a subscriber's socket",
            List.of(LATENCIES));
    private final ListenerMetrics http = new ListenerMetrics(registry, "http");
    private final ListenerMetrics management = new ListenerMetrics(registry, "management");
    private final LatencyHistogram publish =
            new LatencyHistogram("sse_publish_seconds", "From a publish's arrival to its answer", List.of(LATENCIES));
    private final LatencyHistogram commit = new LatencyHistogram(
            "sse_commit_seconds",
            "From when a commit was handed to the journal until PostgreSQL had it",
            List.of(LATENCIES));
    private final AccessMetrics access = new AccessMetrics(registry);
    private final SurveyMetrics survey = new SurveyMetrics(registry);
    private final long connectionsMax;
    private final Timer connectionDuration;
    private final DistributionSummary commitBatch;

    /** @param connectionsMax {@code connections.max} */
    public Metrics(int connectionsMax) {
        this.connectionsMax = connectionsMax;
        gauge("sse.active.connections", "Streams open now", active::sum);
        gauge("sse.max.connections", "The bound on streams open at once", () -> connectionsMax);
        gauge("sse.catch.up.active", "Streams that read from the journal now", catchingUp::sum);
        gauge("sse.lagging.connections", "Streams that have fallen behind what is kept ready", lagging::sum);
        counter("sse.connections", "Streams asked for", accepted, "outcome", "accepted");
        counter("sse.connections", "Streams asked for", refused, "outcome", "refused");
        counter("sse.reconnections", "Streams opened with an id that no planned end gave out", reconnections);
        counter("sse.events.published", "Events committed by topics of this node", published);
        counter("sse.events.sent", "Events written to sockets", sent);
        counter("sse.bytes.sent", "Bytes of streams written to sockets", sentBytes);
        counter("sse.events.lost", "Events that readers were told they had missed", lost);
        counter("sse.journal.reads", "Reads from PostgreSQL for readers", journalReads);
        counter("sse.journal.rows.pruned", "Rows deleted that nobody wants any more", rowsPruned);
        counter("sse.journal.failures", "Writes, reads and recoveries that failed", journalFailures);
        counter("sse.writers.fenced", "Commits refused since another node has the topic", writersFenced);
        counter("sse.publishers.held", "Times that publishers of a topic were kept waiting for its readers", held);
        counter("sse.feed.repaired.events", "Events that a feed was not told of and read from the journal", repaired);
        for (var end : REFUSING) {
            refusals.put(end, reasonCounter("sse.refusals", "Streams refused", end));
        }
        for (var end : StreamEnd.values()) {
            ends.put(end, reasonCounter("sse.stream.ends", "Streams that this node ended", end));
        }
        LIMITS.forEach(limit -> limits.put(
                limit, counter("sse.limited", "Requests refused by a limit of their sender's", "limit", limit)));
        for (var cause : GapCause.values()) {
            gapCounter(cause.wireName());
        }
        SUPERVISED.forEach(actor -> DECISIONS.forEach(decision -> supervision(actor, decision)));
        connectionDuration = timer("sse.connection.duration", "How long streams lasted", LIFETIMES);
        commitBatch = DistributionSummary.builder("sse.commit.batch.events")
                .description("Events in one commit")
                .serviceLevelObjectives(BATCHES)
                .register(registry);
        List.of(latency, publish, commit).forEach(registry.getPrometheusRegistry()::register);
    }

    /** What is counted for the public port. */
    public ListenerMetrics http() {
        return http;
    }

    /** What is counted for the management port. */
    public ListenerMetrics management() {
        return management;
    }

    /** @param reconnection whether it came with an id that no planned end gave out */
    public void connectionAccepted(boolean reconnection) {
        accepted.increment();
        active.increment();
        if (reconnection) {
            reconnections.increment();
        }
    }

    /** A stream was refused for want of room, or since there is nothing to come. */
    public void connectionRefused(StreamEnd reason) {
        refused.increment();
        var counter = refusals.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** An accepted stream was ended by this node. */
    public void connectionEnded(StreamEnd reason, Duration lasted) {
        var counter = ends.get(reason);
        if (counter != null) {
            counter.increment();
        }
        connectionLeft(lasted);
    }

    /** An accepted stream is over since its client went away. */
    public void connectionLeft(Duration lasted) {
        active.decrement();
        connectionDuration.record(lasted);
    }

    /**
     * One write to a subscriber's socket of what had just been published.
     *
     * @param latencyNanos since the oldest of the events reached Weir
     */
    public void sent(int events, int bytes, long latencyNanos) {
        sent(events, bytes);
        latency.record(latencyNanos, events);
    }

    /** One write of what has no latency: control frames, or events that a reader had missed. */
    public void sent(int events, int bytes) {
        sent.add(events);
        sentBytes.add(bytes);
    }

    /** A reader was told of a gap. */
    public void gap(String cause, long eventsLost) {
        gapCounter(cause).increment();
        lost.add(eventsLost);
    }

    /** A publish was answered after its commit. */
    public void publishAnswered(Duration sinceArrival) {
        publish.record(sinceArrival.toNanos(), 1);
    }

    /** @param limit a key under {@code weir.limits} */
    public void limited(String limit) {
        var counter = limits.get(limit);
        if (counter != null) {
            counter.increment();
        }
    }

    /**
     * One commit of a topic of this node.
     *
     * @param took from when it was handed to the journal until PostgreSQL had it
     */
    public void committed(int events, Duration took) {
        published.add(events);
        commit.record(took.toNanos(), 1);
        commitBatch.record(events);
    }

    public void journalRead() {
        journalReads.increment();
    }

    public void rowsPruned(int rows) {
        rowsPruned.add(rows);
    }

    /** What is counted of keys and revocations. */
    public AccessMetrics access() {
        return access;
    }

    public void journalFailed() {
        journalFailures.increment();
    }

    public void writerFenced() {
        writersFenced.increment();
    }

    /**
     * An actor was restarted or stopped by its supervisor.
     *
     * @param actor {@code topic}, {@code topic-feed} or {@code connection}
     * @param decision {@code restart}, {@code stop} or {@code evict}
     */
    public void supervised(String actor, String decision) {
        supervision(actor, decision).increment();
    }

    /**
     * A look at all open streams.
     *
     * @param streamsByQuality {@code good}, {@code fair}, {@code poor}
     * @param heartbeatMean of their intervals
     * @param bufferShare bytes that wait for clients to take them, as a share of all streams' buffers
     */
    public void surveyed(Map<String, Integer> streamsByQuality, Duration heartbeatMean, double bufferShare) {
        survey.surveyed(streamsByQuality, heartbeatMean, bufferShare);
    }

    /** Makes gauges of what others know. Once. */
    public void watch(NodeReadings node) {
        gauge("sse.log.bytes", "Bytes of events kept ready for sending", node.logBytes()::getAsLong);
        gauge("sse.log.bytes.max", "The bound on bytes kept ready", node.logBytesMax()::getAsLong);
        gauge(
                "sse.journal.up",
                "1 while PostgreSQL answers",
                () -> node.journalUp().getAsBoolean() ? 1 : 0);
        gauge("sse.draining", "1 while the node leaves", () -> node.draining().getAsBoolean() ? 1 : 0);
        gauge("sse.cluster.members", "Members of the cluster that are up", node.members()::getAsInt);
        gauge("sse.cluster.unreachable", "Members that do not answer this node", node.unreachable()::getAsInt);
        FunctionCounter.builder("sse.wake.ups", node, one -> one.wakeUps().getAsLong())
                .description("Streams woken since there was something to send")
                .register(registry);
    }

    /** A topic's publishers are kept waiting, since its readers are behind. */
    public void publishersHeld() {
        held.increment();
    }

    /** Events that a feed was not told of and read from the journal. */
    public void repaired(int events) {
        repaired.add(events);
    }

    /** All that was counted, at this moment. */
    public Figures figures() {
        return new Figures(
                active.sum(),
                connectionsMax,
                accepted.sum(),
                refused.sum(),
                reconnections.sum(),
                published.sum(),
                sent.sum(),
                sentBytes.sum(),
                lost.sum(),
                lagging.sum(),
                catchingUp.sum(),
                journalReads.sum(),
                journalFailures.sum(),
                rowsPruned.sum(),
                survey.heartbeatSeconds(),
                survey.bufferUse(),
                byReason(refusals),
                byReason(ends),
                gaps.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one ->
                        (long) one.getValue().count())),
                survey.qualities(),
                latency.buckets(),
                publish.buckets(),
                commit.buckets());
    }

    private static Map<String, Long> byReason(Map<StreamEnd, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        one -> one.getKey().reason(), one -> one.getValue().sum()));
    }

    /** @param delta 1 when a stream has fallen behind what is kept ready, -1 when it is back or over */
    public void lagging(int delta) {
        lagging.add(delta);
    }

    /** @param delta 1 when a stream begins to read from the journal, -1 when it is done */
    public void catchUp(int delta) {
        catchingUp.add(delta);
    }

    /** Everything in Prometheus' text format, with the process and the JVM. */
    public String scrape() {
        return registry.scrape();
    }

    /** Stops watching the JVM. */
    @Override
    public void close() {
        process.close();
        registry.close();
    }

    private LongAdder reasonCounter(String name, String help, StreamEnd end) {
        return counter(name, help, "reason", end.reason());
    }

    private LongAdder counter(String name, String help, String label, String value) {
        var counter = new LongAdder();
        counter(name, help, counter, label, value);
        return counter;
    }

    private Counter gapCounter(String cause) {
        return gaps.computeIfAbsent(
                cause,
                label -> Counter.builder("sse.gaps")
                        .description("Gaps that readers were told of")
                        .tag("cause", label)
                        .register(registry));
    }

    private Counter supervision(String actor, String decision) {
        return Counter.builder("sse.supervision")
                .description("Restarts and stops by supervisors")
                .tag("actor", actor)
                .tag("decision", decision)
                .register(registry);
    }

    private void counter(String name, String help, LongAdder value, String... tags) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(help)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        // A strong reference: the registry would else forget a gauge whose source nobody else holds.
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                .description(help)
                .strongReference(true)
                .register(registry);
    }

    private Timer timer(String name, String help, Duration[] bounds) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    private static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
