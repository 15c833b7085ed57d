package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.time.Duration;

/** {@link Scenario#CATCH_UP}: streams that have a past to get. */
final class CatchUpRuns {

    private static final Duration CATCH_UP_MAX = Duration.ofMinutes(5);

    private CatchUpRuns() {}

    static void run(Bench bench) {
        var plan = bench.plan();
        try (var publishers = bench.publishers(false);
                var readers = bench.readers(false)) {
            bench.progress().update("publishing " + plan.events() + " events to each topic");
            publishers.publishAll(plan.events());
            var published = publishers.acknowledged();
            if (!plan.warmUp().isZero()) {
                one(bench, readers, publishers, published, "warm-up");
            }
            for (int number = 1; number <= plan.runs(); number++) {
                bench.report().add(one(bench, readers, publishers, published, bench.runName(number)));
            }
            bench.noteRefusals(publishers);
        }
        bench.report().note("seconds: from the first connection asked for to the last event of the last stream");
    }

    private static Run one(Bench bench, Readers readers, Publishers publishers, long[] published, String name) {
        var plan = bench.plan();
        bench.progress().update(name + ": " + plan.connections() + " streams");
        long each = published[0];
        var usedBefore = bench.meter().usage();
        readers.cut();
        long begun = System.nanoTime();
        readers.open(plan.connections(), Start.EARLIEST, publishers.none(), each, bench.probe(publishers));
        if (!bench.alarm().await(() -> readers.satisfiedStreams() == plan.connections(), CATCH_UP_MAX)) {
            bench.report()
                    .problem("catch-up: " + readers.satisfiedStreams() + " of " + plan.connections()
                            + " streams had all events after " + CATCH_UP_MAX.toSeconds() + " s");
        }
        double seconds = (readers.lastSatisfiedAt() - begun) / 1e9;
        var used = bench.meter().usage().minus(usedBefore);
        var cut = readers.cut();
        bench.report().add(readers.tally(published));
        Settling.drop(bench, readers, publishers);
        var run = Run.empty()
                .with(Figure.SECONDS, seconds)
                .with(Figure.EVENTS, (double) cut.delivered() / seconds)
                .with(Figure.EVENTS_PER_READ, (double) cut.delivered() / cut.reads());
        run = bench.meter().perMillion(run, used, (double) cut.delivered());
        run = bench.meter().cores(run, used, cut.seconds());
        return bench.clients(run, cut.busiest(), Double.NaN);
    }
}
