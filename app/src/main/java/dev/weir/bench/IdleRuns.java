package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.time.Duration;

/** {@link Scenario#IDLE}: what streams cost on which nothing happens. */
final class IdleRuns {

    /** Streams that are opened and ended first, so that what only the first ones cost is not counted. */
    private static final int FIRST_STREAMS = 200;

    private static final Duration SETTLED = Duration.ofSeconds(1);

    private IdleRuns() {}

    static void run(Bench bench) {
        for (int number = 1; number <= bench.plan().runs(); number++) {
            if (number > 1) {
                afresh(bench);
            }
            one(bench, number);
        }
        bench.report()
                .note("live heap: after a full collection by jcmd; resident: of the JVM, so growth of the heap counts");
        if (bench.own() == null && bench.plan().runs() > 1) {
            bench.report().warn("resident memory grows once: only the first run against a fresh server tells it");
        }
    }

    /** A JVM does not give memory back, so each run needs its own. */
    private static void afresh(Bench bench) {
        var own = bench.own();
        if (own != null) {
            bench.progress().update("starting the server anew");
            own.kill();
            own.restart();
        }
    }

    private static void one(Bench bench, int number) {
        var plan = bench.plan();
        var meter = bench.meter();
        try (var publishers = bench.publishers(false);
                var readers = bench.readers(false)) {
            int first = Math.min(FIRST_STREAMS, plan.connections());
            readers.open(first, Start.LATEST, publishers.none(), 0, bench.probe(publishers));
            Settling.drop(bench, readers, publishers);
            bench.pass(SETTLED, bench.runName(number));
            double heapBefore = meter.heapBytes();
            double residentBefore = meter.residentBytes();
            bench.progress().update("opening " + plan.connections() + " streams");
            double seconds =
                    readers.open(plan.connections(), Start.LATEST, publishers.none(), 0, bench.probe(publishers));
            bench.pass(SETTLED, bench.runName(number));
            double residentAfter = meter.residentBytes();
            double heapAfter = meter.heapBytes();
            bench.alarm().check();
            var run = Run.empty()
                    .with(Figure.ACCEPTED, plan.connections() / seconds)
                    .with(Figure.RESIDENT_BEFORE, residentBefore)
                    .with(Figure.RESIDENT_AFTER, residentAfter)
                    .with(Figure.RESIDENT_PER_CONNECTION, (residentAfter - residentBefore) / plan.connections())
                    .with(Figure.HEAP_BEFORE, heapBefore)
                    .with(Figure.HEAP_AFTER, heapAfter)
                    .with(Figure.HEAP_PER_CONNECTION, (heapAfter - heapBefore) / plan.connections())
                    .with(Figure.CHILDREN_RESIDENT, meter.childrenBytes());
            bench.report().add(run);
        }
    }
}
