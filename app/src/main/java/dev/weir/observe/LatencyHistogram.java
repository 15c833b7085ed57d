package dev.weir.observe;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A Prometheus histogram of seconds that counts many observations by one call.
 *
 * <p>Every write to every socket counts its events here, hundreds of thousands a second from all cores: a call is two
 * additions without a lock, and makes no object. Micrometer's timer takes one observation at a time and keeps a moving
 * maximum beside.
 */
final class LatencyHistogram implements Collector {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final String help;
    private final long[] boundsNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param bounds upper bounds of the buckets, ascending; what is above the last one has a bucket of its own */
    LatencyHistogram(String name, String help, List<Duration> bounds) {
        this.name = name;
        this.help = help;
        this.boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
        this.counts = new LongAdder[boundsNanos.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Counts {@code times} observations of {@code nanos} each. */
    void record(long nanos, int times) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].add(times);
        sumNanos.add(Math.max(0, nanos) * times);
    }

    /** What has been recorded up to now. */
    Buckets buckets() {
        return new Buckets(
                Arrays.stream(boundsNanos)
                        .mapToObj(bound -> bound / NANOS_PER_SECOND)
                        .toList(),
                Arrays.stream(counts).map(LongAdder::sum).toList());
    }

    @Override
    public HistogramSnapshot collect() {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length; i++) {
            double bound = i < boundsNanos.length ? boundsNanos[i] / NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counts[i].sum());
        }
        return HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(sumNanos.sum() / NANOS_PER_SECOND)
                        .build())
                .build();
    }
}
