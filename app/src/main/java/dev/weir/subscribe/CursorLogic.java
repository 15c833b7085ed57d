package dev.weir.subscribe;

import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.LogReader;
import dev.weir.journal.JournalUnavailable;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.pekko.Done;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running {@link CursorSource}. Everything but {@link StreamControls} is called by the stream's own thread, one call
 * at a time.
 *
 * <p>The seam between journal and log: the log is asked first, always. Only when it does not hold the next event is a
 * page read from the journal, and after it the log is asked again. What the journal returns has been committed, so the
 * log will come to hold what follows it.
 */
final class CursorLogic extends TimerGraphStageLogic implements StreamControls {

    private static final Logger log = LoggerFactory.getLogger(CursorLogic.class);

    private static final Duration RETRY_FIRST = Duration.ofMillis(200);
    private static final int RETRY_DOUBLINGS_MAX = 5;
    private static final double RETRY_SHARE_MIN = 0.5;

    /** How long to wait for the log to reach a reader that the journal has brought ahead of it. */
    private static final Duration LOG_PAUSE = Duration.ofSeconds(1);

    private static final String SEEK_AGAIN = "seek again";

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
        AWAITING
    }

    private record Farewell(StreamEnd end, long retryMillis) {}

    private record PageAnswer(
            CatchUpPages.@Nullable Page page, @Nullable Throwable failure) {}

    private final SourceShape<ByteString> shape;
    private final CursorSource.Parts parts;
    private final StreamOutput output;
    private final AsyncCallback<Done> woken = createAsyncCallback(done -> onWoken());
    private final AsyncCallback<Done> heartbeats = createAsyncCallback(done -> onHeartbeat());
    private final AsyncCallback<PageAnswer> pages = createAsyncCallback(this::onPage);
    private final AsyncCallback<StreamPlan> plans = createAsyncCallback(this::onPlan);
    private final AsyncCallback<Farewell> farewells = createAsyncCallback(this::onFarewell);
    private final AsyncCallback<Done> aborts = createAsyncCallback(done -> failStage(StreamFailed.broken("given up")));

    private StreamPlan plan;
    private LogReader reader;
    private long seq;
    private Side side = Side.SEEKING;
    private boolean catchingUp;
    private boolean lagging;
    private int failures;
    private @Nullable Position joinedAt;
    private boolean heartbeatDue;
    private @Nullable Farewell farewell;
    private Ending ending = new Ending.Broken();

    CursorLogic(SourceShape<ByteString> shape, CursorSource.Parts parts, StreamPlan plan) {
        super(shape);
        this.shape = shape;
        this.parts = parts;
        this.output = new StreamOutput(parts.progress(), parts.observer(), parts.clock());
        this.plan = plan;
        this.reader = plan.log().reader(this::wake);
        this.seq = plan.afterSeq();
        output.control(plan.opening());
        setHandler(shape.out(), new AbstractOutHandler() {
            @Override
            public void onPull() {
                output.taken();
                send();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                ending = new Ending.ClientGone();
                completeStage();
            }
        });
    }

    @Override
    public void preStart() {
        parts.listener().started(this);
    }

    @Override
    public void postStop() {
        reader.close();
        catchingUp(false);
        lagging(false);
        parts.listener().stopped(ending);
    }

    @Override
    public void onTimer(Object key) {
        if (side == Side.PAUSED || side == Side.JOURNAL_END) {
            side = Side.SEEKING;
            send();
        }
    }

    @Override
    public void heartbeat() {
        heartbeats.invoke(Done.getInstance());
    }

    @Override
    public void end(StreamEnd end, long retryMillis) {
        farewells.invoke(new Farewell(end, retryMillis));
    }

    @Override
    public void abort() {
        aborts.invoke(Done.getInstance());
    }

    @Override
    public void proceed(StreamPlan next) {
        plans.invoke(next);
    }

    private void wake() {
        woken.invoke(Done.getInstance());
    }

    private void onHeartbeat() {
        heartbeatDue = true;
        send();
    }

    private void onFarewell(Farewell wanted) {
        if (farewell == null) {
            farewell = wanted;
            send();
        }
    }

    private void send() {
        if (!isAvailable(shape.out())) {
            return;
        }
        if (output.isEmpty() && farewell != null) {
            sayGoodBye(farewell);
            return;
        }
        if (output.isEmpty() && heartbeatDue) {
            output.control(StreamFrames.heartbeat(parts.heartbeatEvents()));
        }
        if (output.isEmpty()) {
            readOn();
        }
        if (!output.isEmpty()) {
            heartbeatDue = false;
            push(shape.out(), output.next());
        }
    }

    private void sayGoodBye(Farewell farewell) {
        ending = new Ending.Ended(farewell.end);
        output.control(StreamFrames.bye(farewell.end, farewell.retryMillis, parts.topic(), position()));
        push(shape.out(), output.next());
        complete(shape.out());
    }

    private void readOn() {
        if (side == Side.SEEKING) {
            seek();
        }
        if (side == Side.LOG) {
            readLog();
        }
    }

    private void seek() {
        if (reader.seek(seq)) {
            side = Side.LOG;
            catchingUp(false);
            lagging(false);
        } else if (plan.log().retired()) {
            joinAgain();
        } else {
            askPage();
        }
    }

    private void readLog() {
        var outcome = reader.read();
        if (outcome == LogReader.Outcome.EMPTY) {
            // Between the read and the parking something may have been appended, and the sweep for it is over.
            reader.park();
            outcome = reader.read();
        }
        switch (outcome) {
            case DATA -> {
                var slice = new OutgoingBytes(reader.bytes(), reader.offset(), reader.length());
                long arrivedAtMillis = arrivedAtMillis();
                seq = reader.seq();
                output.events(slice, reader.events(), arrivedAtMillis, position());
            }
            case EMPTY -> {}
            case BEHIND -> {
                lagging(true);
                askPage();
            }
            case RETIRED -> joinAgain();
        }
    }

    /** What was there before the client came is as old as the client was away: that is no latency of ours. */
    private long arrivedAtMillis() {
        return seq >= plan.head().last() ? reader.arrivedAtMillis() : StreamOutput.ARRIVAL_UNKNOWN;
    }

    private void onWoken() {
        if (side == Side.JOURNAL_END) {
            awaitLog();
        }
        send();
    }

    private void askPage() {
        if (plan.head().epoch() != epoch()) {
            // The journal cannot be asked by the head of a topic that was still empty.
            joinAgain();
            return;
        }
        side = Side.AWAITING;
        catchingUp(true);
        parts.pages()
                .after(parts.topic(), plan.head(), seq)
                .whenComplete((page, failure) -> pages.invoke(new PageAnswer(page, failure)));
    }

    private void onPage(PageAnswer answer) {
        var page = answer.page;
        if (page == null) {
            pageFailed(answer.failure);
            return;
        }
        failures = 0;
        if (page.events() == 0) {
            awaitLog();
        } else if (page.lastSeq() - page.events() == seq) {
            side = Side.SEEKING;
            seq = page.lastSeq();
            output.events(OutgoingBytes.of(page.bytes()), page.events(), StreamOutput.ARRIVAL_UNKNOWN, position());
        } else if (position().equals(joinedAt)) {
            failStage(StreamFailed.broken("catch-up page ends at " + page.lastSeq() + " with " + page.events()
                    + " events (expected: to begin after " + seq + ")"));
        } else {
            // What follows may have been pruned meanwhile: the head knows.
            joinAgain();
        }
        send();
    }

    private void pageFailed(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof JournalUnavailable) {
            side = Side.PAUSED;
            var pause = RETRY_FIRST.multipliedBy(1L << Math.min(failures, RETRY_DOUBLINGS_MAX));
            scheduleOnce(SEEK_AGAIN, RetryTimes.upTo(pause, RETRY_SHARE_MIN));
            failures++;
        } else {
            log.error("catch-up of {} after {} failed", parts.topic(), position(), cause);
            failStage(StreamFailed.broken("catch-up failed"));
        }
    }

    private void awaitLog() {
        reader.park();
        if (reader.seek(seq) || plan.log().retired()) {
            side = Side.SEEKING;
        } else {
            side = Side.JOURNAL_END;
            scheduleOnce(SEEK_AGAIN, LOG_PAUSE);
        }
    }

    private void joinAgain() {
        side = Side.AWAITING;
        joinedAt = position();
        parts.listener().joinWanted(position());
    }

    private void onPlan(StreamPlan next) {
        reader.close();
        plan = next;
        reader = next.log().reader(this::wake);
        seq = next.afterSeq();
        side = Side.SEEKING;
        output.control(next.opening());
        parts.progress().reached(position(), 0);
        send();
    }

    private Position position() {
        return new Position(epoch(), seq);
    }

    /** The log of a topic that was empty takes the epoch of the first event. */
    private long epoch() {
        return plan.head().epoch() == 0 ? plan.log().epoch() : plan.head().epoch();
    }

    private void catchingUp(boolean now) {
        if (now != catchingUp) {
            catchingUp = now;
            parts.observer().catchUp(now ? 1 : -1);
        }
    }

    private void lagging(boolean now) {
        if (now != lagging) {
            lagging = now;
            parts.observer().lagging(now ? 1 : -1);
        }
    }
}
