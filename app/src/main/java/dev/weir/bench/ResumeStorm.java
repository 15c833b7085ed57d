package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.time.Duration;
import java.util.List;

/**
 * {@link Scenario#RESUME_STORM}: the server dies under load and comes back; every client comes back by itself, as a browser
 * does: after the time that it was told, with the id that it had.
 */
final class ResumeStorm {

    private static final Duration NOTICED_MAX = Duration.ofSeconds(20);
    private static final Duration ALL_BACK_MAX = Duration.ofMinutes(5);
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Bench bench;
    private final OwnServer server;
    private final Readers readers;
    private final Publishers publishers;

    private ResumeStorm(Bench bench, OwnServer server, Readers readers, Publishers publishers) {
        this.bench = bench;
        this.server = server;
        this.readers = readers;
        this.publishers = publishers;
    }

    static void run(Bench bench) {
        var server = bench.own();
        if (server == null) {
            throw new AssertionError("unreachable: checked with the options");
        }
        try (var publishers = bench.publishers(true);
                var readers = bench.readers(true)) {
            new ResumeStorm(bench, server, readers, publishers).run();
        }
    }

    private void run() {
        var plan = bench.plan();
        bench.progress().update("opening " + plan.connections() + " streams");
        readers.open(plan.connections(), Start.LATEST, publishers.none(), 0, () -> {});
        publishers.start();
        bench.warmUp();
        for (int number = 1; number <= plan.runs(); number++) {
            bench.report().add(one(number));
            bench.run(number);
        }
        publishers.stop();
        bench.progress().update("waiting for the last events");
        var published = publishers.acknowledged();
        readers.drain(published);
        bench.report().add(readers.tally(published));
        if (readers.gapsTold() > 0) {
            bench.report().problem("gaps that the server told of: " + readers.gapsTold() + " (expected: none)");
        }
        bench.noteRefusals(publishers);
        bench.report()
                .note(String.format(
                        "connections that were tried in vain, most while there was no server: %,d",
                        readers.failedConnects()));
        bench.report()
                .note("publishers repeat what was not answered under its idempotency key; a client comes back after the"
                        + " retry: of its own stream");
    }

    private Run one(int number) {
        int all = bench.plan().connections();
        readers.takeOpenedAt();
        readers.cut();
        var retries = readers.retryMillis();
        bench.progress().update(bench.runName(number) + ": kill -9");
        long killedAt = System.nanoTime();
        server.kill();
        if (!bench.alarm().await(() -> readers.openStreams() == 0, NOTICED_MAX)) {
            throw BenchStop.failed("streams: " + readers.openStreams() + " are open though the server was killed");
        }
        server.restart();
        long readyAt = System.nanoTime();
        awaitAll(all);
        var cut = readers.cut();
        var back = readers.takeOpenedAt();
        long lastAt = back.get(back.size() - 1);
        var run = Run.empty()
                .with(Figure.RESTART, (readyAt - killedAt) / 1e9)
                .with(Figure.FROM_KILL, (lastAt - killedAt) / 1e9)
                .with(Figure.FROM_READY, (lastAt - readyAt) / 1e9)
                .with(Figure.RECONNECTS_PEAK, mostInASecond(back))
                .with(
                        Figure.RETRY_MIN,
                        retries.stream().mapToDouble(millis -> millis).min().orElse(0))
                .with(
                        Figure.RETRY_MAX,
                        retries.stream().mapToDouble(millis -> millis).max().orElse(0));
        return bench.clients(run, cut.busiest(), Double.NaN);
    }

    private void awaitAll(int all) {
        long end = System.nanoTime() + ALL_BACK_MAX.toNanos();
        while (!bench.alarm().await(() -> readers.openStreams() == all, Duration.ofMillis(500))) {
            bench.progress().update(readers.openStreams() + " of " + all + " clients are back");
            if (System.nanoTime() > end) {
                throw BenchStop.failed("streams: " + readers.openStreams() + " of " + all + " came back within "
                        + ALL_BACK_MAX.toSeconds() + " s");
            }
        }
    }

    /** @param times ascending */
    static int mostInASecond(List<Long> times) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (times.get(last) - times.get(first) >= SECOND_NANOS) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
