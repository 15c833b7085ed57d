package dev.weir.subscribe;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/**
 * A look at all streams of the node at one moment.
 *
 * @param qualities how many there are of each; all are there
 * @param heartbeatMean of their intervals; zero when there is no stream
 * @param bufferUse bytes that wait for clients to take them, as a share of {@code connections.buffer} of every stream
 */
public record Survey(Map<Quality, Integer> qualities, Duration heartbeatMean, double bufferUse) {

    public Survey {
        qualities = Map.copyOf(qualities);
    }

    static Survey of(Collection<Child> children, ConnectionSettings settings, long now) {
        var qualities = new EnumMap<Quality, Integer>(Quality.class);
        for (var quality : Quality.values()) {
            qualities.put(quality, 0);
        }
        int streams = 0;
        long heartbeatMillis = 0;
        long waitingBytes = 0;
        for (var child : children) {
            var progress = child.progress;
            if (progress != null && child.facts != null) {
                streams++;
                qualities.merge(Quality.of(progress, child.habit, now), 1, Integer::sum);
                heartbeatMillis += child.facts.interval(child.habit).toMillis();
                waitingBytes += progress.waitingBytes();
            }
        }
        return new Survey(
                qualities,
                streams == 0 ? Duration.ZERO : Duration.ofMillis(heartbeatMillis / streams),
                streams == 0 ? 0 : (double) waitingBytes / ((long) streams * settings.bufferBytes()));
    }
}
