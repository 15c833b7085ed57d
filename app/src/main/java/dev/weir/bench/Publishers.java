package dev.weir.bench;

import java.time.Duration;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All connections that publish, and their thread. For one thread. */
final class Publishers implements AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final Plan plan;
    private final Alarm alarm;
    private final PublisherLoop loop;
    private final SelectorThread thread;
    private long cpuAtCut;

    /**
     * What was acknowledged between two moments.
     *
     * @param events not publishes
     * @param latency of each publish, in microseconds
     * @param busy share of a core that the thread used, from 0 to 1
     */
    record Cut(double seconds, long events, Histogram latency, double busy) {

        double perSecond() {
            return events / seconds;
        }
    }

    /** @param keyToken of idempotency keys, for publishers that repeat what was not answered; null for others */
    Publishers(Plan plan, Target target, Marker marker, Alarm alarm, @Nullable String keyToken) {
        this.plan = plan;
        this.alarm = alarm;
        this.loop = new PublisherLoop(target.publish().address(), keyToken != null);
        for (int i = 0; i < plan.publishers(); i++) {
            int topic = i % plan.topics();
            var usual = new PublishRequest(target, marker, topic, plan.batch(), plan.size(), keyToken);
            var probe = new PublishRequest(target, marker, topic, 1, plan.size(), null);
            loop.add(new Publisher(loop, i, usual, probe));
        }
        this.thread = SelectorThread.start("bench-publisher", loop, alarm);
    }

    /** Begins as the plan says; returns at once. */
    void start() {
        thread.call(() -> {
            if (plan.paced()) {
                loop.pace(plan.rate() / plan.batch());
            } else {
                loop.saturate(Long.MAX_VALUE);
            }
            return true;
        });
    }

    /** Publishes so many events from each publisher, rounded down to whole batches, and waits for it. */
    void publishAll(long events) {
        thread.call(() -> {
            loop.saturate(events);
            return true;
        });
        long wanted = events / plan.batch() * plan.batch();
        long before = -1;
        while (!alarm.await(() -> total() == wanted * plan.publishers(), ANSWER_MAX)) {
            long now = total();
            if (now == before) {
                throw BenchStop.failed("publish: no answer for " + ANSWER_MAX.toSeconds() + " s");
            }
            before = now;
        }
        stop();
    }

    /** Has one event that no measurement counts answered in each topic: the first publish of a server takes its time. */
    void wake() {
        probe();
        awaitQuiet();
    }

    /** Sends nothing new and waits for the answers under way. */
    void stop() {
        thread.run(loop::stop);
        awaitQuiet();
    }

    private void awaitQuiet() {
        if (!alarm.await(() -> thread.call(loop::isQuiet), ANSWER_MAX)) {
            throw BenchStop.failed("publish: no answer for " + ANSWER_MAX.toSeconds() + " s");
        }
    }

    /** One event to each topic that no measurement counts. */
    void probe() {
        thread.call(() -> {
            loop.probe(plan.topics());
            return true;
        });
    }

    /** By publisher: the number of its last event that was acknowledged. */
    long[] acknowledged() {
        return thread.call(() -> loop.publishers().stream()
                .mapToLong(Publisher::acknowledgedEvents)
                .toArray());
    }

    private long total() {
        return Arrays.stream(acknowledged()).sum();
    }

    /** As {@link #acknowledged}, before anything was. */
    long[] none() {
        return new long[plan.publishers()];
    }

    long refusals() {
        return loop.refusals();
    }

    /** What was acknowledged since the last call. */
    Cut cut() {
        var cut = thread.call(loop::cut);
        long cpu = thread.cpuNanos();
        double busy = (cpu - cpuAtCut) / 1e9 / cut.seconds();
        cpuAtCut = cpu;
        return new Cut(cut.seconds(), cut.events(), cut.latency(), busy);
    }

    @Override
    public void close() {
        thread.close();
    }
}
