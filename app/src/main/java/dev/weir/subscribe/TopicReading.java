package dev.weir.subscribe;

import dev.weir.admission.RetryTimes;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FrameForm;
import dev.weir.fanout.LogReader;
import dev.weir.journal.JournalUnavailable;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic of a stream, read on demand: by the stream's own thread, one call at a time.
 *
 * <p>The seam between journal and log: the log is asked first, always. Only when it does not hold the next event is a
 * page read from the journal, and after it the log is asked again. What the journal returns has been committed, so the
 * log will come to hold what follows it.
 */
final class TopicReading {

    private static final Logger log = LoggerFactory.getLogger(TopicReading.class);

    private static final Duration RETRY_FIRST = Duration.ofMillis(200);
    private static final int RETRY_DOUBLINGS_MAX = 5;
    private static final double RETRY_SHARE_MIN = 0.5;

    /** How long to wait for the log to reach a reader that the journal has brought ahead of it. */
    private static final Duration LOG_PAUSE = Duration.ofSeconds(1);

    /** Where the next bytes come from. */
    private enum Side {
        /** The reader stands in the log. */
        LOG,
        /** It does not: the log is to be asked, then the journal. */
        SEEKING,
        /** The journal has nothing more: the log will have. */
        JOURNAL_END,
        /** The journal did not answer: it is to be asked again after a pause. */
        PAUSED,
        /** A page or a new plan is awaited. */
        AWAITING,
        /** The topic is closed and everything of it was read. */
        FINISHED
    }

    /** The stream that a topic is read for. */
    interface Host {

        /** From any thread: runs this on the stream's own. */
        void execute(Runnable call);

        /** {@link TopicReading#paused} after this time. */
        void pause(TopicReading reading, Duration time);

        /** There may be something to take. */
        void readable();

        /** The stream cannot go on in this topic by what it knows: {@link TopicReading#proceed} is awaited. */
        void joinWanted(TopicName topic, Position position);

        /** The stream is over. */
        void fail(StreamFailed failure);

        /** This reading wants to read from the journal: {@link TopicReading#turn} when it may. */
        void turnWanted(TopicReading reading);

        /**
         * Once for every {@link TopicReading#turn}.
         *
         * @param bytes that the journal gave; 0 when it gave none
         */
        void turnDone(int bytes);

        /** @param delta 1 when this reading has fallen out of its log, -1 when it is back or over */
        void lagging(int delta);
    }

    private final Host host;
    private final FrameForm form;
    private final CatchUpPages pages;
    private final Runnable onWoken = this::onWoken;

    private StreamPlan plan;
    private LogReader reader;
    private long seq;
    private Side side = Side.SEEKING;
    private boolean lagging;
    private int failures;
    private @Nullable Position joinedAt;

    /** What came from the journal and was not taken yet. */
    private @Nullable TopicChunk page;

    TopicReading(Host host, FrameForm form, CatchUpPages pages, StreamPlan plan) {
        this.host = host;
        this.form = form;
        this.pages = pages;
        this.plan = plan;
        this.reader = reader(plan);
        this.seq = plan.afterSeq();
    }

    private LogReader reader(StreamPlan next) {
        return next.log().reader(() -> host.execute(onWoken));
    }

    TopicName topic() {
        return plan.topic();
    }

    /** What comes next, if it is at hand; else {@link Host#readable} tells when to ask again. */
    @Nullable TopicChunk take() {
        if (page != null) {
            var taken = page;
            page = null;
            return taken;
        }
        if (side == Side.SEEKING) {
            seek();
        }
        return side == Side.LOG ? readLog() : null;
    }

    /** Nothing will ever follow. */
    boolean finished() {
        return side == Side.FINISHED;
    }

    /** Nothing is at hand and nothing is being fetched: what follows is still to be published. */
    boolean atEnd() {
        return page == null && (side == Side.LOG || side == Side.FINISHED);
    }

    /** Something is on its way here: from the journal, or a new plan. */
    boolean fetching() {
        return side == Side.AWAITING;
    }

    /** Another plan, after {@link Host#joinWanted}. */
    void proceed(StreamPlan next) {
        reader.close();
        plan = next;
        reader = reader(next);
        seq = next.afterSeq();
        side = Side.SEEKING;
    }

    void paused() {
        if (side == Side.PAUSED || side == Side.JOURNAL_END) {
            side = Side.SEEKING;
            host.readable();
        }
    }

    void close() {
        reader.close();
        lagging(false);
    }

    private void seek() {
        if (reader.seek(seq)) {
            side = Side.LOG;
            lagging(false);
        } else if (plan.log().retired()) {
            joinAgain();
        } else {
            askPage();
        }
    }

    private @Nullable TopicChunk readLog() {
        var outcome = reader.read();
        if (outcome == LogReader.Outcome.EMPTY) {
            // Between the read and the parking something may have been appended, and the sweep for it is over.
            reader.park();
            outcome = reader.read();
        }
        switch (outcome) {
            case DATA -> {
                long arrivedAtMillis = arrivedAtMillis(reader.seq());
                seq = reader.seq();
                return new TopicChunk(
                        topic(),
                        reader.bytes(),
                        reader.offset(),
                        reader.length(),
                        reader.events(),
                        position(),
                        arrivedAtMillis);
            }
            case EMPTY -> {}
            case BEHIND -> {
                lagging(true);
                askPage();
            }
            case CLOSED -> side = Side.FINISHED;
            case RETIRED -> joinAgain();
        }
        return null;
    }

    /** What was there before the client came is as old as the client was away: that is no latency of ours. */
    private long arrivedAtMillis(long readSeq) {
        return readSeq >= plan.head().last() ? reader.arrivedAtMillis() : StreamOutput.ARRIVAL_UNKNOWN;
    }

    private void onWoken() {
        if (side == Side.JOURNAL_END) {
            awaitLog();
        }
        host.readable();
    }

    private void askPage() {
        if (plan.head().epoch() != epoch()) {
            // The journal cannot be asked by the head of a topic that was still empty.
            joinAgain();
            return;
        }
        side = Side.AWAITING;
        host.turnWanted(this);
    }

    /** It is this reading's turn to read from the journal. */
    void turn() {
        var asked = plan;
        pages.after(topic(), plan.head(), seq, form)
                .whenComplete((found, failure) -> host.execute(() -> onPage(asked, found, failure)));
    }

    private void onPage(StreamPlan asked, CatchUpPages.@Nullable Page found, @Nullable Throwable failure) {
        host.turnDone(found == null ? 0 : found.bytes().size());
        if (!asked.equals(plan)) {
            return;
        }
        if (found == null) {
            pageFailed(failure);
            return;
        }
        failures = 0;
        if (found.events() == 0) {
            awaitLog();
        } else if (found.lastSeq() - found.events() == seq) {
            side = Side.SEEKING;
            seq = found.lastSeq();
            page = chunk(found);
        } else if (position().equals(joinedAt)) {
            host.fail(StreamFailed.broken("catch-up page ends at " + found.lastSeq() + " with " + found.events()
                    + " events (expected: to begin after " + seq + ")"));
            return;
        } else {
            // What follows may have been pruned meanwhile: the head knows.
            joinAgain();
        }
        host.readable();
    }

    private TopicChunk chunk(CatchUpPages.Page found) {
        byte[] bytes = found.bytes().toArrayUnsafe();
        return new TopicChunk(
                topic(), bytes, 0, bytes.length, found.events(), position(), StreamOutput.ARRIVAL_UNKNOWN);
    }

    private void pageFailed(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof JournalUnavailable) {
            side = Side.PAUSED;
            var pause = RETRY_FIRST.multipliedBy(1L << Math.min(failures, RETRY_DOUBLINGS_MAX));
            host.pause(this, RetryTimes.upTo(pause, RETRY_SHARE_MIN));
            failures++;
        } else {
            log.error("catch-up of {} after {} failed", topic(), position(), cause);
            host.fail(StreamFailed.broken("catch-up failed"));
        }
    }

    private void awaitLog() {
        reader.park();
        if (reader.seek(seq) || plan.log().retired()) {
            side = Side.SEEKING;
        } else {
            side = Side.JOURNAL_END;
            host.pause(this, LOG_PAUSE);
        }
    }

    private void joinAgain() {
        side = Side.AWAITING;
        joinedAt = position();
        host.joinWanted(topic(), position());
    }

    private Position position() {
        return new Position(epoch(), seq);
    }

    /** The log of a topic that was empty takes the epoch of the first event. */
    private long epoch() {
        return plan.head().epoch() == 0 ? plan.log().epoch() : plan.head().epoch();
    }

    private void lagging(boolean now) {
        if (now != lagging) {
            lagging = now;
            host.lagging(now ? 1 : -1);
        }
    }
}
