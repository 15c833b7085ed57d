package dev.weir.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What was found in the last look at all open streams. */
final class SurveyMetrics {

    private static final List<String> QUALITIES = List.of("good", "fair", "poor");

    private final Map<String, Integer> qualities = new ConcurrentHashMap<>();
    private volatile double heartbeatSeconds;
    private volatile double bufferUse;

    SurveyMetrics(MeterRegistry registry) {
        Gauge.builder("sse.heartbeat.interval.seconds", this, one -> one.heartbeatSeconds)
                .description("Mean interval of heartbeats of open streams")
                .strongReference(true)
                .register(registry);
        Gauge.builder("sse.buffer.usage.ratio", this, one -> one.bufferUse)
                .description("Bytes that wait for clients, as a share of the buffers")
                .strongReference(true)
                .register(registry);
        QUALITIES.forEach(quality -> {
            qualities.put(quality, 0);
            Gauge.builder("sse.connection.quality", qualities, all -> all.getOrDefault(quality, 0))
                    .description("Open streams by how well they do")
                    .tag("quality", quality)
                    .strongReference(true)
                    .register(registry);
        });
    }

    void surveyed(Map<String, Integer> streamsByQuality, Duration heartbeatMean, double bufferShare) {
        qualities.putAll(streamsByQuality);
        heartbeatSeconds = heartbeatMean.toMillis() / 1000.0;
        bufferUse = bufferShare;
    }

    Map<String, Integer> qualities() {
        return qualities;
    }

    double heartbeatSeconds() {
        return heartbeatSeconds;
    }

    double bufferUse() {
        return bufferUse;
    }
}
