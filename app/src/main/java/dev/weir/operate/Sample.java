package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One second of a node. Rates are of that second; so are latencies in seconds, null when nothing was measured.
 *
 * @param lagging streams that read from the journal what others have
 * @param qualities open streams by how well they do
 */
record Sample(
        Instant time,
        long connections,
        long connectionsMax,
        double publishesPerSecond,
        double deliveriesPerSecond,
        double bytesPerSecond,
        double refusalsPerSecond,
        double reconnectionsPerSecond,
        @Nullable Double latencyP50,
        @Nullable Double latencyP95,
        @Nullable Double latencyP99,
        @Nullable Double publishP99,
        @Nullable Double commitP99,
        long lagging,
        long catchingUp,
        double bufferUse,
        double heartbeatSeconds,
        long logBytes,
        long logBytesMax,
        long heapBytes,
        long heapBytesMax,
        long openFiles,
        long openFilesMax,
        double cpu,
        Map<String, Integer> qualities) {

    Sample {
        qualities = Map.copyOf(qualities);
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStringField("time", EventText.time(time));
        json.writeNumberField("connections", connections);
        json.writeNumberField("connectionsMax", connectionsMax);
        number(json, "publishesPerSecond", publishesPerSecond);
        number(json, "deliveriesPerSecond", deliveriesPerSecond);
        number(json, "bytesPerSecond", bytesPerSecond);
        number(json, "refusalsPerSecond", refusalsPerSecond);
        number(json, "reconnectionsPerSecond", reconnectionsPerSecond);
        latency(json, "latencyP50", latencyP50);
        latency(json, "latencyP95", latencyP95);
        latency(json, "latencyP99", latencyP99);
        latency(json, "publishP99", publishP99);
        latency(json, "commitP99", commitP99);
        json.writeNumberField("lagging", lagging);
        json.writeNumberField("catchingUp", catchingUp);
        number(json, "bufferUse", bufferUse);
        number(json, "heartbeatSeconds", heartbeatSeconds);
        json.writeNumberField("logBytes", logBytes);
        json.writeNumberField("logBytesMax", logBytesMax);
        json.writeNumberField("heapBytes", heapBytes);
        json.writeNumberField("heapBytesMax", heapBytesMax);
        json.writeNumberField("openFiles", openFiles);
        json.writeNumberField("openFilesMax", openFilesMax);
        number(json, "cpu", cpu);
        json.writeObjectFieldStart("qualities");
        for (var one : qualities.entrySet()) {
            json.writeNumberField(one.getKey(), one.getValue());
        }
        json.writeEndObject();
    }

    private static void latency(JsonGenerator json, String name, @Nullable Double seconds) throws IOException {
        if (seconds == null) {
            json.writeNullField(name);
        } else {
            number(json, name, seconds);
        }
    }

    /** To a ten-thousandth, so that a charts' worth of samples stays small. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeNumberField(name, Math.round(value * 10_000) / 10_000.0);
    }
}
