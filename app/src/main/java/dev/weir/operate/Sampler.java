package dev.weir.operate;

import dev.weir.observe.Buckets;
import dev.weir.observe.Figures;
import dev.weir.observe.NodeReadings;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at what the node counts each second, and remembers the last ten minutes. From any thread. */
public final class Sampler {

    /** Between two looks. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    static final int SAMPLES_MAX = 600;

    /** @param number from 1 on, without holes */
    record Numbered(long number, Sample sample) {}

    private final Supplier<Figures> figures;
    private final NodeReadings readings;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ArrayDeque<Numbered> samples = new ArrayDeque<>();
    private Figures before;
    private long beforeNanos;
    private long lastNumber;

    public Sampler(Supplier<Figures> figures, NodeReadings readings, Clock clock, LongSupplier nanoTime) {
        this.figures = figures;
        this.readings = readings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        before = figures.get();
        beforeNanos = nanoTime.getAsLong();
        samples.add(new Numbered(++lastNumber, sample(before, before, 1)));
    }

    /** To be called each second. */
    public synchronized void tick() {
        var now = figures.get();
        long nanos = nanoTime.getAsLong();
        samples.addLast(new Numbered(++lastNumber, sample(before, now, Math.max(1, nanos - beforeNanos) / 1e9)));
        before = now;
        beforeNanos = nanos;
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
    }

    synchronized Sample latest() {
        return samples.getLast().sample();
    }

    /** All that are remembered with a higher number. */
    synchronized List<Numbered> after(long number) {
        var news = new ArrayList<Numbered>();
        var newestFirst = samples.descendingIterator();
        while (newestFirst.hasNext()) {
            var one = newestFirst.next();
            if (one.number() <= number) {
                break;
            }
            news.add(0, one);
        }
        return news;
    }

    Figures figures() {
        return figures.get();
    }

    private Sample sample(Figures then, Figures now, double seconds) {
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        var latency = now.latency().since(then.latency());
        return new Sample(
                clock.instant(),
                now.connections(),
                now.connectionsMax(),
                (now.published() - then.published()) / seconds,
                (now.sent() - then.sent()) / seconds,
                (now.sentBytes() - then.sentBytes()) / seconds,
                (now.refused() - then.refused()) / seconds,
                (now.reconnections() - then.reconnections()) / seconds,
                quantile(latency, 0.5),
                quantile(latency, 0.95),
                quantile(latency, 0.99),
                quantile(now.publish().since(then.publish()), 0.99),
                quantile(now.commit().since(then.commit()), 0.99),
                now.lagging(),
                now.catchingUp(),
                now.bufferUse(),
                now.heartbeatSeconds(),
                readings.logBytes().getAsLong(),
                readings.logBytesMax().getAsLong(),
                memory.getUsed(),
                memory.getMax(),
                OwnProcess.openFiles(),
                OwnProcess.openFilesMax(),
                OwnProcess.cpu(),
                now.qualities());
    }

    private static @Nullable Double quantile(Buckets buckets, double share) {
        return buckets.total() == 0 ? null : buckets.quantile(share);
    }
}
