package dev.weir.bench;

import java.time.Duration;

/** Lets a server notice that streams were reset, between two runs. */
final class Settling {

    private static final Duration SETTLE_MAX = Duration.ofSeconds(20);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(200);
    private static final int PROBES_UNSEEN = 10;
    private static final String ACTIVE = "sse_active_connections";

    private Settling() {}

    /** Ends all streams; publishes until the server knows, since many only notice when they write. */
    static void drop(Bench bench, Readers readers, Publishers publishers) {
        bench.progress().update("ending the streams");
        readers.drop();
        var own = bench.own();
        long end = System.nanoTime() + SETTLE_MAX.toNanos();
        for (int probes = 0; System.nanoTime() < end; probes++) {
            publishers.probe();
            bench.alarm().pause(PROBE_INTERVAL);
            if (own == null ? probes >= PROBES_UNSEEN : own.metric(ACTIVE) == 0) {
                return;
            }
        }
        bench.report().warn("the server still counts streams that were reset before");
    }
}
