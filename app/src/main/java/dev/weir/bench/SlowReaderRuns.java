package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.time.Duration;

/**
 * {@link Scenario#SLOW_READERS}: the same streams all the time, some of which read a trickle in the second part of each
 * run and go on at full speed after it.
 */
final class SlowReaderRuns {

    private static final String LAGGING = "sse_lagging_connections";

    /** Before a part is measured, as a share of it: logs fill, slow clients fall behind, what a collection held up passes. */
    private static final int LEAD_IN_DIVISOR = 2;

    private final Bench bench;
    private final Readers others;
    private final Readers slow;
    private final Publishers publishers;

    private static final Duration SETTLED = Duration.ofSeconds(1);

    /** What one part of a run came to, with everybody at full speed or with slow ones. */
    private record Part(Readers.Cut others, Publishers.Cut published, Usage used, double heapBytes) {

        double millis(double percentile) {
            return others.latency().getValueAtPercentile(percentile) / 1e3;
        }

        double serverCores() {
            return used.server() / others.seconds();
        }
    }

    private SlowReaderRuns(Bench bench, Readers others, Readers slow, Publishers publishers) {
        this.bench = bench;
        this.others = others;
        this.slow = slow;
        this.publishers = publishers;
    }

    static void run(Bench bench) {
        try (var publishers = bench.publishers(false);
                var others = bench.readers(false);
                var slow = bench.slowReaders()) {
            new SlowReaderRuns(bench, others, slow, publishers).run();
        }
    }

    private void run() {
        var plan = bench.plan();
        publishers.wake();
        bench.progress().update("opening " + plan.connections() + " streams");
        var probe = bench.probe(publishers);
        others.open(plan.connections() - plan.slow(), Start.LATEST, publishers.none(), 0, probe);
        slow.open(plan.slow(), Start.LATEST, publishers.none(), 0, probe);
        publishers.start();
        bench.warmUp();
        publishers.start();
        for (int number = 1; number <= plan.runs(); number++) {
            bench.report().add(one(number));
        }
        publishers.stop();
        bench.progress().update("waiting for the last events");
        var published = publishers.acknowledged();
        others.drain(published);
        slow.drain(published);
        bench.report().add(others.tally(published));
        bench.report().add(slow.tally(published));
        bench.noteRefusals(publishers);
        bench.report()
                .note("with, without: of the other streams, while the slow ones read slowly and while they do not");
        bench.report()
                .note(
                        "heap: live after a full collection by jcmd, at the end of each part, while nothing is published");
    }

    private Run one(int number) {
        var plan = bench.plan();
        var without = part(bench.runName(number) + " without slow ones");
        slow.cut();
        slow.pace(plan.slowRate());
        var with = part(bench.runName(number) + " with slow ones");
        var taken = slow.cut();
        double behind = (double) slow.behind(publishers.acknowledged()) / plan.slow();
        var own = bench.own();
        double lagging = own == null ? Double.NaN : own.metric(LAGGING);
        double caughtUp = release();
        var run = Run.empty()
                .with(Figure.DELIVERIES, with.others.perSecond())
                .with(Figure.PUBLISHES, with.published.perSecond())
                .with(Figure.P50_WITHOUT, without.millis(50))
                .with(Figure.P50_WITH, with.millis(50))
                .with(Figure.P99_WITHOUT, without.millis(99))
                .with(Figure.P99_WITH, with.millis(99))
                .with(Figure.P99_RATIO, with.millis(99) / without.millis(99))
                .with(Figure.P999_WITHOUT, without.millis(99.9))
                .with(Figure.P999_WITH, with.millis(99.9))
                .with(Figure.CORES_WITHOUT, without.serverCores())
                .with(Figure.CORES_WITH, with.serverCores())
                .with(Figure.HEAP_WITHOUT, without.heapBytes)
                .with(Figure.HEAP_WITH, with.heapBytes)
                .with(Figure.HEAP_PER_SLOW, (with.heapBytes - without.heapBytes) / plan.slow())
                .with(Figure.SLOW_TAKEN, taken.bytes() / taken.seconds() / plan.slow())
                .with(Figure.SLOW_BEHIND, behind)
                .with(Figure.SLOW_LAGGING, lagging)
                .with(Figure.SLOW_CAUGHT_UP, caughtUp);
        return bench.clients(
                run,
                Math.max(without.others.busiest(), with.others.busiest()),
                Math.max(without.published.busy(), with.published.busy()));
    }

    private Part part(String name) {
        var length = bench.plan().length();
        bench.pass(length.dividedBy(LEAD_IN_DIVISOR), name + ", before it counts");
        var usedBefore = bench.meter().usage();
        others.cut();
        publishers.cut();
        bench.pass(length, name);
        var cut = others.cut();
        var published = publishers.cut();
        var used = bench.meter().usage().minus(usedBefore);
        return new Part(cut, published, used, quietHeapBytes());
    }

    /** Without what events under way take, which is more than what slow streams do. */
    private double quietHeapBytes() {
        publishers.stop();
        others.drain(publishers.acknowledged());
        bench.pass(SETTLED, "measuring the heap");
        double bytes = bench.meter().heapBytes();
        publishers.start();
        return bytes;
    }

    /** @return seconds until the slow ones had everything that was published when they were let go */
    private double release() {
        bench.progress().update("letting the slow ones go");
        long begun = System.nanoTime();
        slow.pace(ReadPace.FULL);
        slow.drain(publishers.acknowledged());
        double seconds = (System.nanoTime() - begun) / 1e9;
        slow.drain(publishers.acknowledged());
        return seconds;
    }
}
