package dev.weir.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the canary topic measures from inside: how long an event takes from its publish to a reader, and whether it comes. */
public final class CanaryMetrics {

    private final LongAdder published = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LatencyHistogram latency;

    CanaryMetrics(PrometheusMeterRegistry registry, List<Duration> bounds) {
        latency = new LatencyHistogram(
                "sse_canary_latency_seconds", "From the canary's publish to its receipt by a reader", bounds);
        registry.getPrometheusRegistry().register(latency);
        counter(registry, "published", published);
        counter(registry, "received", received);
        counter(registry, "lost", lost);
        counter(registry, "failed", failed);
    }

    private static void counter(MeterRegistry registry, String outcome, LongAdder value) {
        FunctionCounter.builder("sse.canary.events", value, LongAdder::sum)
                .description(
                        "Events of the canary topic: acknowledged, received, acknowledged and never received, refused")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A publish was acknowledged. */
    public void published() {
        published.increment();
    }

    /** A publish was refused, or nobody knows what became of it. */
    public void failed() {
        failed.increment();
    }

    /** @param sincePublish from before it was published */
    public void received(Duration sincePublish) {
        received.increment();
        latency.record(sincePublish.toNanos(), 1);
    }

    /** Acknowledged, and passed over or not there in time. */
    public void lost(int events) {
        lost.add(events);
    }
}
