package dev.weir.bench;

import java.util.Locale;

/** What a run can be told in: its name in JSON, and its row in the table. */
enum Figure {
    DELIVERIES("deliveriesPerSecond", "deliveries/s", 0),
    PUBLISHES("eventsPublishedPerSecond", "events published/s", 0),
    KEPT_UP("keptUp", "kept up", 0),
    SERVER_PER_MILLION("serverCpuSecondsPerMillionDeliveries", "server CPU-s per million deliveries", 2),
    CHILDREN_PER_MILLION("childrenCpuSecondsPerMillionDeliveries", "PostgreSQL CPU-s per million deliveries", 2),
    SERVER_PER_PUBLISH("serverCpuMicrosPerEvent", "server CPU us per event", 1),
    CHILDREN_PER_PUBLISH("childrenCpuMicrosPerEvent", "PostgreSQL CPU us per event", 1),
    ACCEPTED("acceptedPerSecond", "streams opened/s", 0),
    SERVER_PER_CONNECTION("serverCpuMicrosPerConnection", "server CPU us per stream opened", 1),
    SECONDS("seconds", "seconds", 2),
    EVENTS("eventsPerSecond", "events/s", 0),
    FROM_KILL("secondsFromKillToLast", "seconds, kill to last client back", 2),
    RESTART("secondsFromKillToReady", "seconds, kill to server ready", 2),
    FROM_READY("secondsFromReadyToLast", "seconds, ready to last client back", 2),
    RECONNECTS_PEAK("reconnectsPerSecondMax", "most clients back in one second", 0),
    RETRY_MIN("retryMillisMin", "told to come back after, ms, least", 0),
    RETRY_MAX("retryMillisMax", "told to come back after, ms, most", 0),
    P50("latencyMillisP50", "latency p50, ms", 2),
    P99("latencyMillisP99", "latency p99, ms", 2),
    P999("latencyMillisP999", "latency p99.9, ms", 2),
    MAX("latencyMillisMax", "latency max, ms", 1),
    PUBLISH_P50("publishMillisP50", "publish p50, ms", 2),
    PUBLISH_P99("publishMillisP99", "publish p99, ms", 2),
    PUBLISH_P999("publishMillisP999", "publish p99.9, ms", 2),
    PUBLISH_MAX("publishMillisMax", "publish max, ms", 1),
    P50_WITHOUT("latencyMillisP50Without", "latency p50 without, ms", 2),
    P50_WITH("latencyMillisP50With", "latency p50 with, ms", 2),
    P99_WITHOUT("latencyMillisP99Without", "latency p99 without, ms", 2),
    P99_WITH("latencyMillisP99With", "latency p99 with, ms", 2),
    P99_RATIO("latencyP99Ratio", "latency p99, with / without", 2),
    P999_WITHOUT("latencyMillisP999Without", "latency p99.9 without, ms", 2),
    P999_WITH("latencyMillisP999With", "latency p99.9 with, ms", 2),
    CORES_WITHOUT("serverCoresWithout", "server, cores used without", 2),
    CORES_WITH("serverCoresWith", "server, cores used with", 2),
    HEAP_WITHOUT("heapBytesWithout", "live heap bytes without", 0),
    HEAP_WITH("heapBytesWith", "live heap bytes with", 0),
    HEAP_PER_SLOW("heapBytesPerSlowStream", "live heap bytes more per slow stream", 0),
    SLOW_TAKEN("slowBytesPerSecond", "bytes/s that a slow stream took", 0),
    SLOW_BEHIND("slowEventsBehind", "events that a slow stream fell behind", 0),
    SLOW_LAGGING("slowStreamsLagging", "streams that the server calls lagging", 0),
    SLOW_CAUGHT_UP("slowSecondsToCatchUp", "seconds to catch up at full speed", 2),
    RESIDENT_BEFORE("residentBytesBefore", "resident bytes before", 0),
    RESIDENT_AFTER("residentBytesAfter", "resident bytes after", 0),
    RESIDENT_PER_CONNECTION("residentBytesPerConnection", "resident bytes per stream", 0),
    HEAP_BEFORE("heapBytesBefore", "live heap bytes before", 0),
    HEAP_AFTER("heapBytesAfter", "live heap bytes after", 0),
    HEAP_PER_CONNECTION("heapBytesPerConnection", "live heap bytes per stream", 0),
    EVENTS_PER_READ("eventsPerRead", "events in one read of a client", 1),
    CHILDREN_RESIDENT("childrenProportionalBytes", "PostgreSQL proportional bytes", 0),
    CLIENT_CAPACITY("deliveriesPerSecondOfReaderCore", "deliveries/s of a whole reader core", 0),
    SERVER_CORES("serverCores", "server, cores used", 2),
    BENCH_CORES("benchCores", "bench, cores used", 2),
    READER_BUSY("busiestReaderThreadShare", "busiest reader thread, of a core", 2),
    PUBLISHER_BUSY("publisherThreadShare", "publisher thread, of a core", 2);

    private final String member;
    private final String title;
    private final int decimals;

    Figure(String member, String title, int decimals) {
        this.member = member;
        this.title = title;
        this.decimals = decimals;
    }

    /** Name in JSON. */
    String member() {
        return member;
    }

    String title() {
        return title;
    }

    /** As in the table. */
    String text(double value) {
        if (Double.isNaN(value)) {
            return "not measured";
        }
        if (this == KEPT_UP) {
            return value == 0 ? "no" : "yes";
        }
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
