package dev.weir.bench;

import dev.weir.bench.Target.Start;

/** {@link Scenario#FANOUT} and {@link Scenario#SPARSE}: streams stay open, publishers go on, runs are cut out of that. */
final class FanoutRuns {

    /** Of what was to be delivered; one event may be under way at each end of a run. */
    private static final double KEPT_UP = 0.99;

    private final Bench bench;
    private final Readers readers;
    private final Publishers publishers;

    private FanoutRuns(Bench bench, Readers readers, Publishers publishers) {
        this.bench = bench;
        this.readers = readers;
        this.publishers = publishers;
    }

    static void run(Bench bench) {
        try (var publishers = bench.publishers(false);
                var readers = bench.readers(false)) {
            new FanoutRuns(bench, readers, publishers).run();
        }
    }

    private void run() {
        var plan = bench.plan();
        publishers.wake();
        bench.progress().update("opening " + plan.connections() + " streams");
        readers.open(plan.connections(), Start.LATEST, publishers.none(), 0, bench.probe(publishers));
        publishers.start();
        bench.warmUp();
        // What a cold server left waiting is not what is measured.
        publishers.start();
        for (int number = 1; number <= plan.runs(); number++) {
            bench.report().add(one(number));
        }
        publishers.stop();
        bench.progress().update("waiting for the last events");
        var published = publishers.acknowledged();
        readers.drain(published);
        bench.report().add(readers.tally(published));
        bench.noteRefusals(publishers);
        bench.report()
                .note("latency: from "
                        + (plan.paced() ? "the time at which the event should be sent" : "the writing of its publish")
                        + " to the read that brought it, of every delivery");
    }

    private Run one(int number) {
        var usedBefore = bench.meter().usage();
        readers.cut();
        publishers.cut();
        bench.run(number);
        var cut = readers.cut();
        var published = publishers.cut();
        var used = bench.meter().usage().minus(usedBefore);
        var run = Bench.deliveries(Run.empty(), cut, cut.latency())
                .with(Figure.PUBLISHES, published.perSecond())
                .withPublishLatency(published.latency())
                .with(Figure.CHILDREN_RESIDENT, bench.meter().childrenBytes())
                .with(Figure.RESIDENT_AFTER, bench.meter().residentBytes());
        if (bench.plan().paced()) {
            run = run.with(Figure.KEPT_UP, keptUp(cut) ? 1 : 0);
        }
        run = bench.meter().perMillion(run, used, (double) cut.delivered());
        run = bench.meter().cores(run, used, cut.seconds());
        return bench.clients(run, cut.busiest(), published.busy());
    }

    private boolean keptUp(Readers.Cut cut) {
        var plan = bench.plan();
        double streamsOfTopic = (double) plan.connections() / plan.topics();
        double wanted = plan.rate() * cut.seconds() * streamsOfTopic;
        return cut.delivered() + plan.batch() * streamsOfTopic >= KEPT_UP * wanted;
    }
}
