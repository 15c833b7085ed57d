package dev.weir.bench;

import dev.weir.bench.Target.Start;

/** {@link Scenario#PUBLISH}: publishers alone. What they stored is read back at the end, when the server can replay it. */
final class PublishRuns {

    private PublishRuns() {}

    static void run(Bench bench) {
        var plan = bench.plan();
        try (var publishers = bench.publishers(false)) {
            publishers.wake();
            publishers.start();
            bench.warmUp();
            for (int number = 1; number <= plan.runs(); number++) {
                bench.report().add(one(bench, publishers, number));
            }
            publishers.stop();
            bench.noteRefusals(publishers);
            if (bench.target().weir()) {
                readBack(bench, publishers);
            }
        }
        bench.report()
                .note("latency: from "
                        + (plan.paced() ? "the time at which a publish should be sent" : "the writing of a publish")
                        + " to the read of its answer, which comes after the commit");
    }

    private static Run one(Bench bench, Publishers publishers, int number) {
        var usedBefore = bench.meter().usage();
        publishers.cut();
        bench.run(number);
        var cut = publishers.cut();
        var used = bench.meter().usage().minus(usedBefore);
        var run = Run.empty().with(Figure.PUBLISHES, cut.perSecond()).withPublishLatency(cut.latency());
        run = bench.meter().perEvent(run, used, (double) cut.events());
        run = bench.meter().cores(run, used, cut.seconds());
        return bench.clients(run.with(Figure.CHILDREN_RESIDENT, bench.meter().childrenBytes()), Double.NaN, cut.busy());
    }

    /** One stream for each topic, from its first event. */
    private static void readBack(Bench bench, Publishers publishers) {
        bench.progress().update("reading back what was stored");
        try (var readers = bench.readers(false)) {
            readers.open(bench.plan().topics(), Start.EARLIEST, publishers.none(), 0, () -> {});
            var stored = publishers.acknowledged();
            readers.drain(stored);
            bench.report().add(readers.tally(stored));
        }
    }
}
