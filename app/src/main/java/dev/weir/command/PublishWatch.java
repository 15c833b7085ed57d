package dev.weir.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows how a run goes: the progress line on a terminal, one note elsewhere when the server is away, the checkpoint. */
final class PublishWatch implements PublishRun.Watcher {

    /** An answer that takes longer is worth telling. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Notes notes;
    private final boolean quiet;
    private final Plan plan;
    private final @Nullable Checkpoint checkpoint;
    private final long beginNanos = System.nanoTime();
    private boolean toldThatServerIsAway;

    /**
     * What is to be done.
     *
     * @param server for messages
     * @param bytesTotal of the inputs; {@link InputLines#BYTES_UNKNOWN} when nobody knows
     * @param retryFor how long one batch is tried
     */
    record Plan(String server, String topic, String run, long bytesTotal, Duration retryFor) {}

    PublishWatch(Notes notes, boolean quiet, Plan plan, @Nullable Checkpoint checkpoint) {
        this.notes = notes;
        this.quiet = quiet;
        this.plan = plan;
        this.checkpoint = checkpoint;
    }

    /** Since this was made. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    @Override
    public void stored(PublishTally tally) throws IOException {
        if (checkpoint != null) {
            checkpoint.write(new Checkpoint.Place(plan.topic(), plan.run(), tally.storedThrough()));
        }
        toldThatServerIsAway = false;
        if (!quiet) {
            notes.progress().update(progress(tally, elapsed(), plan.bytesTotal()));
        }
    }

    @Override
    public void waiting(PublishTally tally, Duration unanswered) {
        if (quiet) {
            return;
        }
        boolean away = unanswered.compareTo(PATIENCE) > 0;
        var text = progress(tally, elapsed(), plan.bytesTotal());
        notes.progress().update(away ? text + "  " + away(unanswered) : text);
        if (away && !toldThatServerIsAway && !notes.progress().isShown()) {
            toldThatServerIsAway = true;
            notes.say(plan.server() + ": " + away(unanswered));
        }
    }

    private String away(Duration unanswered) {
        return "no answer for " + DurationText.shown(unanswered) + ", trying for another "
                + DurationText.shown(plan.retryFor().minus(unanswered));
    }

    /** {@code 1,200 lines  2,134/s  70 %  12s left}; without the last two when the size is not known. */
    static String progress(PublishTally tally, Duration elapsed, long bytesTotal) {
        var text = String.format(Locale.ROOT, "%,d lines  %,d/s", tally.lines(), rate(tally.lines(), elapsed));
        long taken = tally.bytesTaken();
        if (bytesTotal <= 0 || taken <= 0) {
            return text;
        }
        long rest = Math.max(0, bytesTotal - taken);
        var left = Duration.ofMillis((long) (elapsed.toMillis() * ((double) rest / taken)));
        long percent = Math.min(100, 100 * taken / bytesTotal);
        return text + "  " + percent + " %  " + DurationText.shown(left) + " left";
    }

    /** A second. */
    static long rate(long lines, Duration elapsed) {
        return Math.round(lines * 1e9 / Math.max(1, elapsed.toNanos()));
    }
}
