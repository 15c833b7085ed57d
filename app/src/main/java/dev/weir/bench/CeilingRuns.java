package dev.weir.bench;

import dev.weir.bench.Target.Start;

/** {@link Scenario#CEILING}: what the clients alone can take. */
final class CeilingRuns {

    private static final long[] NONE = {0};

    private CeilingRuns() {}

    static void run(Bench bench, NullServer server) {
        var plan = bench.plan();
        try (var readers = bench.readers(false)) {
            bench.progress().update("opening " + plan.connections() + " streams");
            readers.open(plan.connections(), Start.LATEST, NONE, 0, () -> {});
            server.send();
            bench.warmUp();
            for (int number = 1; number <= plan.runs(); number++) {
                readers.cut();
                bench.run(number);
                var cut = readers.cut();
                bench.report()
                        .add(Bench.deliveries(Run.empty(), cut, cut.latency())
                                .with(Figure.READER_BUSY, cut.busiest())
                                .with(Figure.CLIENT_CAPACITY, cut.perSecond() / plan.clientThreads() / cut.busiest()));
            }
            var last = new long[] {server.stop()};
            readers.drain(last);
            bench.report().add(readers.tally(last));
        }
        bench.report()
                .note("the server renders a block once and writes it to each socket, on one thread of this process");
    }
}
