package dev.weir.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What is counted for one of the two ports. From any thread. */
public final class ListenerMetrics {

    private final MeterRegistry registry;
    private final String listener;
    private final LongAdder headersTimedOut;
    private final LongAdder keepAliveTimedOut;
    private final LongAdder loaded;
    private final LongAdder failed;
    private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();

    /** @param listener {@code http} or {@code management}, as the section of the settings is called */
    ListenerMetrics(MeterRegistry registry, String listener) {
        this.registry = registry;
        this.listener = listener;
        var timedOut = "Connections closed since no whole request head came in time";
        headersTimedOut = counter("sse.connections.timed.out", timedOut, "reason", "header-timeout");
        keepAliveTimedOut = counter("sse.connections.timed.out", timedOut, "reason", "keep-alive");
        var loads = "Tries to load the certificate and key";
        loaded = counter("sse.certificate.loads", loads, "outcome", "loaded");
        failed = counter("sse.certificate.loads", loads, "outcome", "failed");
    }

    /** No request was ever made on a connection. */
    public void headerTimedOut() {
        headersTimedOut.increment();
    }

    /** No further request was made on a connection. */
    public void keepAliveTimedOut() {
        keepAliveTimedOut.increment();
    }

    /** @param status of the answer, from 400 */
    public void refused(int status) {
        refused.computeIfAbsent(
                        status,
                        first -> counter(
                                "sse.requests.refused",
                                "Requests answered by a refusal",
                                "status",
                                Integer.toString(first)))
                .increment();
    }

    public void certificateLoaded() {
        loaded.increment();
    }

    public void certificateFailed() {
        failed.increment();
    }

    /**
     * Makes a gauge of when the certificate in use ends. A port without one has no such gauge: its 0 would be an alarm.
     *
     * @param epochSecond asked with each scrape
     */
    public void watchExpiry(LongSupplier epochSecond) {
        Gauge.builder("sse.certificate.expiry.timestamp.seconds", epochSecond::getAsLong)
                .description("When the certificate in use, or one of its issuers, ends")
                .tag("listener", listener)
                .strongReference(true)
                .register(registry);
    }

    private LongAdder counter(String name, String help, String label, String value) {
        var counter = new LongAdder();
        FunctionCounter.builder(name, counter, LongAdder::sum)
                .description(help)
                .tags("listener", listener, label, value)
                .register(registry);
        return counter;
    }
}
