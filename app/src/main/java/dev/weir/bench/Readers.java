package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** All clients with streams, on as many threads as were asked for. For one thread. */
final class Readers implements AutoCloseable {

    /** Streams that are asked for at the same time. */
    static final int IN_FLIGHT_MAX = 256;

    /** A client whose system takes hundreds of kilobytes for it is not slow for a server. */
    private static final int SLOW_RECEIVE_BYTES = 4_096;

    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(20);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final Plan plan;
    private final Alarm alarm;
    private final Consumer<String> warnings;
    private final List<ReaderLoop> loops = new ArrayList<>();
    private final List<SelectorThread> threads = new ArrayList<>();
    private final List<Long> cpuAtCut = new ArrayList<>();

    /**
     * What came between two moments.
     *
     * @param latency of each delivery, in microseconds
     * @param busiest share of a core that the busiest thread used, from 0 to 1
     */
    record Cut(double seconds, long delivered, Histogram latency, long bytes, long reads, double busiest) {

        Cut plus(Cut other) {
            latency.add(other.latency);
            return new Cut(
                    Math.max(seconds, other.seconds),
                    delivered + other.delivered,
                    latency,
                    bytes + other.bytes,
                    reads + other.reads,
                    Math.max(busiest, other.busiest));
        }

        double perSecond() {
            return delivered / seconds;
        }
    }

    private Readers(Plan plan, Alarm alarm, Consumer<String> warnings) {
        this.plan = plan;
        this.alarm = alarm;
        this.warnings = warnings;
    }

    /** @param comeBack whether a stream that ends is asked for again, as a browser does it */
    Readers(Plan plan, Target target, Marker marker, Alarm alarm, boolean comeBack, Consumer<String> warnings) {
        this(plan, alarm, warnings);
        int inFlight = Math.max(1, IN_FLIGHT_MAX / plan.clientThreads());
        for (int i = 0; i < plan.clientThreads(); i++) {
            start("bench-reader-" + i, new ReaderLoop(target, marker, plan.size(), inFlight, comeBack));
        }
    }

    /** Those that {@link #pace} can slow down. */
    static Readers slow(Plan plan, Target target, Marker marker, Alarm alarm, Consumer<String> warnings) {
        var readers = new Readers(plan, alarm, warnings);
        var loop = new ReaderLoop(target, marker, plan.size(), IN_FLIGHT_MAX, false);
        loop.receiveInto(SLOW_RECEIVE_BYTES);
        readers.start("bench-slow-reader", loop);
        return readers;
    }

    private void start(String name, ReaderLoop loop) {
        loops.add(loop);
        threads.add(SelectorThread.start(name, loop, alarm));
        cpuAtCut.add(0L);
    }

    /** @param bytesPerSecond that each client reads from now on, or {@link ReadPace#FULL} */
    void pace(int bytesPerSecond) {
        for (int i = 0; i < loops.size(); i++) {
            var loop = loops.get(i);
            threads.get(i).run(() -> loop.pace(bytesPerSecond));
        }
    }

    /**
     * Opens so many streams and waits until all are open.
     *
     * @param seen by publisher: the number after which each of them begins
     * @param wanted events after which a stream has all; 0 for none
     * @param probe called while nothing moves, for servers that say nothing before a first event
     * @return seconds until the last one was open
     */
    double open(int count, Start start, long[] seen, long wanted, Runnable probe) {
        long begun = System.nanoTime();
        for (int i = 0; i < loops.size(); i++) {
            int first = i;
            var loop = loops.get(i);
            threads.get(i).run(() -> {
                for (int number = first; number < count; number += loops.size()) {
                    loop.add(reader(loop, number % plan.topics(), start, seen, wanted));
                }
            });
        }
        awaitOpen(count, probe);
        int refusals = sum(StreamCounts::refusals);
        if (refusals > 0) {
            warnings.accept("streams that were refused for the moment and came back: " + refusals);
        }
        return (max(StreamCounts::lastOpenedAt) - begun) / 1e9;
    }

    private StreamReader reader(ReaderLoop loop, int topic, Start start, long[] seen, long wanted) {
        var continuity = new Continuity(topic, plan.topics(), plan.publishers());
        continuity.beginAfter(seen);
        var reader = new StreamReader(loop, topic, start, continuity);
        reader.want(wanted);
        return reader;
    }

    private void awaitOpen(int count, Runnable probe) {
        int before = -1;
        int standstills = 0;
        while (!alarm.await(() -> openStreams() == count, PROBE_INTERVAL)) {
            int open = openStreams();
            standstills = open == before ? standstills + 1 : 0;
            before = open;
            if (standstills > 0) {
                probe.run();
            }
            if (standstills >= STANDSTILL_MAX.toSeconds()) {
                throw BenchStop.failed("streams: " + open + " of " + count + " are open, and no other opened for "
                        + STANDSTILL_MAX.toSeconds() + " s");
            }
        }
    }

    int openStreams() {
        return sum(StreamCounts::open);
    }

    int satisfiedStreams() {
        return sum(StreamCounts::satisfiedStreams);
    }

    int failedConnects() {
        return sum(StreamCounts::failedConnects);
    }

    long lastSatisfiedAt() {
        return max(StreamCounts::lastSatisfiedAt);
    }

    private int sum(ToIntFunction<StreamCounts> count) {
        return loops.stream().map(ReaderLoop::counts).mapToInt(count).sum();
    }

    private long max(ToLongFunction<StreamCounts> time) {
        return loops.stream().map(ReaderLoop::counts).mapToLong(time).max().orElseThrow();
    }

    /** What came since the last call. */
    Cut cut() {
        Cut whole = null;
        for (int i = 0; i < loops.size(); i++) {
            var cut = threads.get(i).call(loops.get(i)::cut);
            long cpu = threads.get(i).cpuNanos();
            double busy = (cpu - cpuAtCut.set(i, cpu)) / 1e9 / cut.seconds();
            var part = new Cut(cut.seconds(), cut.delivered(), cut.latency(), cut.bytes(), cut.reads(), busy);
            whole = whole == null ? part : whole.plus(part);
        }
        if (whole == null) {
            throw new AssertionError("unreachable: no client thread");
        }
        return whole;
    }

    /**
     * What all streams got so far.
     *
     * @param published by publisher: the last number that must have come
     */
    Tally tally(long[] published) {
        var tally = Tally.NONE;
        for (int i = 0; i < loops.size(); i++) {
            var loop = loops.get(i);
            tally = tally.plus(threads.get(i)
                    .call(() -> loop.readers().stream()
                            .map(reader -> reader.continuity().tally(published))
                            .reduce(Tally.NONE, Tally::plus)));
        }
        return tally;
    }

    /** Events that streams have still to get, all together. */
    long behind(long[] published) {
        return total(reader -> reader.continuity().behind(published));
    }

    /** Gaps that the server told clients of which come back. */
    long gapsTold() {
        return total(StreamReader::gapsTold);
    }

    private long total(ToLongFunction<StreamReader> value) {
        long total = 0;
        for (int i = 0; i < loops.size(); i++) {
            var loop = loops.get(i);
            total += threads.get(i)
                    .call(() -> loop.readers().stream().mapToLong(value).sum());
        }
        return total;
    }

    /** @return whether all have everything; waits as long as events still come */
    boolean drain(long[] published) {
        long behind = behind(published);
        while (behind > 0) {
            long before = behind;
            if (!alarm.await(() -> behind(published) < before, STANDSTILL_MAX.dividedBy(4))) {
                return false;
            }
            behind = behind(published);
        }
        return true;
    }

    /** The times after which clients were told to come back, in milliseconds. */
    List<Long> retryMillis() {
        var all = new ArrayList<Long>();
        for (int i = 0; i < loops.size(); i++) {
            var loop = loops.get(i);
            all.addAll(threads.get(i)
                    .call(() -> loop.readers().stream()
                            .map(StreamReader::retryMillis)
                            .toList()));
        }
        return all;
    }

    /** When clients came back, in nanoseconds, ascending; forgotten with that. */
    List<Long> takeOpenedAt() {
        var all = new ArrayList<Long>();
        for (int i = 0; i < loops.size(); i++) {
            all.addAll(threads.get(i).call(loops.get(i)::takeOpenedAt));
        }
        all.sort(Long::compare);
        return all;
    }

    /** Ends all streams. */
    void drop() {
        for (int i = 0; i < loops.size(); i++) {
            threads.get(i).run(loops.get(i)::dropAll);
        }
    }

    @Override
    public void close() {
        threads.forEach(SelectorThread::close);
    }
}
