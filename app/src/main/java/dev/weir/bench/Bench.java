package dev.weir.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario works with.
 *
 * @param own the server that the bench has started; null when another one is measured
 */
record Bench(
        Plan plan,
        Target target,
        String token,
        Alarm alarm,
        Progress progress,
        @Nullable OwnServer own,
        Meter meter,
        Report report) {

    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);
    private static final double BUSY_WARNING = 0.9;

    /** Clients whose streams must stay, or come back when {@code comeBack}. */
    Readers readers(boolean comeBack) {
        return new Readers(plan, target, new Marker(token), alarm, comeBack, report::warn);
    }

    /** Clients that can be told to read slowly, on a thread of their own. */
    Readers slowReaders() {
        return Readers.slow(plan, target, new Marker(token), alarm, report::warn);
    }

    /** @param withKeys whether what was not answered is repeated under its idempotency key */
    Publishers publishers(boolean withKeys) {
        return new Publishers(plan, target, new Marker(token), alarm, withKeys ? token : null);
    }

    /** What makes a server speak that says nothing before the first event. */
    Runnable probe(Publishers publishers) {
        return target.weir() ? () -> {} : publishers::probe;
    }

    /**
     * Lets time pass, and says so.
     *
     * @throws BenchStop as soon as anything fails
     */
    void pass(Duration length, String what) {
        long begun = System.nanoTime();
        long end = begun + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            progress.update(String.format(
                    "%s: %d of %d s", what, (System.nanoTime() - begun) / 1_000_000_000L, length.toSeconds()));
            alarm.pause(Duration.ofNanos(Math.min(left, PROGRESS_INTERVAL.toNanos())));
        }
        alarm.check();
    }

    void warmUp() {
        pass(plan.warmUp(), "warm-up");
    }

    /** The time of one run. */
    void run(int number) {
        pass(plan.length(), runName(number));
    }

    String runName(int number) {
        return "run " + number + " of " + plan.runs();
    }

    /** Adds how busy the bench's threads were, and warns when they may have been what was measured. */
    Run clients(Run run, double reader, double publisher) {
        if (Math.max(reader, publisher) >= BUSY_WARNING) {
            report.warn("a client thread used more than 90 % of a core: the figures may be the bench's own limit");
        }
        var more = Double.isNaN(reader) ? run : run.with(Figure.READER_BUSY, reader);
        return Double.isNaN(publisher) ? more : more.with(Figure.PUBLISHER_BUSY, publisher);
    }

    /** What readers got in a run. */
    static Run deliveries(Run run, Readers.Cut cut, Histogram latency) {
        return run.with(Figure.DELIVERIES, cut.perSecond())
                .withLatency(latency)
                .with(Figure.EVENTS_PER_READ, (double) cut.delivered() / cut.reads());
    }

    /** What belongs under the table of a scenario with publishers. */
    void noteRefusals(Publishers publishers) {
        if (publishers.refusals() > 0) {
            report.note(String.format("publishes refused for the moment and tried again: %,d", publishers.refusals()));
        }
    }
}
