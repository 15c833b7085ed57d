package dev.weir.subscribe;

import dev.weir.wire.Gap;
import dev.weir.wire.StreamEnd;
import java.util.List;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The running {@link PollSource}. */
final class PollLogic extends ReadingLogic implements StreamControls {

    private static final String WAITED = "waited";

    private final PollSource.Parts parts;
    private final PollBody body;
    private boolean waited;
    private boolean answered;
    private Ending ending = new Ending.Broken();

    PollLogic(SourceShape<ByteString> shape, PollSource.Parts parts, List<StreamPlan> plans) {
        super(shape, parts.form(), parts.pages(), parts.turns(), parts.observer(), parts.listener(), plans);
        this.parts = parts;
        this.body = new PollBody(parts.start(), parts.limit(), parts.text());
        this.waited = parts.waitMax().isZero();
        setHandler(shape.out(), new AbstractOutHandler() {
            @Override
            public void onPull() {
                collect();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                ending = answered ? ending : new Ending.ClientGone();
                completeStage();
            }
        });
    }

    @Override
    public void preStart() {
        parts.listener().started(this);
        if (!waited) {
            scheduleOnce(WAITED, parts.waitMax());
        }
    }

    @Override
    public void postStop() {
        closeReadings();
        parts.listener().stopped(ending);
    }

    @Override
    public void onTimer(Object key) {
        if (key.equals(WAITED)) {
            answerWithWhatThereIs();
        } else {
            super.onTimer(key);
        }
    }

    @Override
    public void heartbeat() {
        // Nothing can be said before the answer.
    }

    @Override
    public void end(StreamEnd end, long retryMillis) {
        execute(this::answerWithWhatThereIs);
    }

    @Override
    public void leave() {
        execute(this::onLeft);
    }

    private void onLeft() {
        ending = new Ending.ClientGone();
        completeStage();
    }

    @Override
    public void abort() {
        execute(() -> failStage(StreamFailed.broken("given up")));
    }

    @Override
    public void proceed(StreamPlan next, @Nullable Gap gap) {
        execute(() -> onProceed(next, gap));
    }

    /** What is missing is told before the events that follow it, never behind others: then the next poll tells it. */
    private void onProceed(StreamPlan next, @Nullable Gap gap) {
        if (gap != null && body.hasEvents()) {
            if (!answered && isAvailable(shape.out())) {
                answer();
            }
            return;
        }
        proceed(next);
        body.proceed(next, gap);
        collect();
    }

    @Override
    public void readable() {
        collect();
    }

    private void answerWithWhatThereIs() {
        waited = true;
        collect();
        if (!answered && isAvailable(shape.out())) {
            answer();
        }
    }

    private void collect() {
        if (answered || !isAvailable(shape.out())) {
            return;
        }
        for (var chunk = take(); chunk != null; chunk = take()) {
            body.add(chunk, parts.ownIds());
            if (body.isFull()) {
                answer();
                return;
            }
        }
        // A topic whose journal does not answer must not keep back what others have.
        boolean settled = allAtEnd() || (!body.isEmpty() && !anyFetching());
        if (settled && (waited || !body.isEmpty() || allFinished())) {
            answer();
        }
    }

    private void answer() {
        answered = true;
        ending = new Ending.Answered();
        push(shape.out(), body.complete(body.hasLeftOver() || !allAtEnd()));
        complete(shape.out());
    }
}
