package dev.weir.bench;

import dev.weir.bench.Target.Start;

/** {@link Scenario#CONNECT}: from no stream to all of them, with a bounded number under way. */
final class ConnectRuns {

    private ConnectRuns() {}

    static void run(Bench bench) {
        var plan = bench.plan();
        try (var publishers = bench.publishers(false);
                var readers = bench.readers(false)) {
            if (!plan.warmUp().isZero()) {
                one(bench, readers, publishers, "warm-up");
            }
            for (int number = 1; number <= plan.runs(); number++) {
                bench.report().add(one(bench, readers, publishers, bench.runName(number)));
            }
        }
        bench.report()
                .note("a stream is open when the server's first bytes of it are here; at most " + Readers.IN_FLIGHT_MAX
                        + " are asked for at the same time");
    }

    private static Run one(Bench bench, Readers readers, Publishers publishers, String name) {
        var plan = bench.plan();
        bench.progress().update(name + ": opening " + plan.connections() + " streams");
        var usedBefore = bench.meter().usage();
        readers.cut();
        double seconds = readers.open(plan.connections(), Start.LATEST, publishers.none(), 0, bench.probe(publishers));
        var cut = readers.cut();
        var used = bench.meter().usage().minus(usedBefore);
        Settling.drop(bench, readers, publishers);
        var run = Run.empty()
                .with(Figure.ACCEPTED, plan.connections() / seconds)
                .with(Figure.SECONDS, seconds)
                .with(Figure.SERVER_PER_CONNECTION, used.server() * 1e6 / plan.connections());
        run = bench.meter().cores(run, used, cut.seconds());
        return bench.clients(run, cut.busiest(), Double.NaN);
    }
}
