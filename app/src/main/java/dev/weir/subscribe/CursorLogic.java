package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import dev.weir.wire.StreamEnd;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The running {@link CursorSource}. Everything but {@link StreamControls} is called by the stream's own thread, one call
 * at a time.
 */
final class CursorLogic extends ReadingLogic implements StreamControls {

    private record Farewell(StreamEnd end, long retryMillis) {}

    /** A topic that goes on after a gap, or without one. */
    private record Onward(StreamPlan plan, @Nullable Gap gap) {}

    private final CursorSource.Parts parts;
    private final StreamOutput output;

    /** At most one for each topic. */
    private final ArrayDeque<Onward> onwards = new ArrayDeque<>();

    private Cursor cursor;
    private boolean heartbeatDue;
    private @Nullable Farewell farewell;
    private Ending ending = new Ending.Broken();

    CursorLogic(SourceShape<ByteString> shape, CursorSource.Parts parts, Outgoing opening, List<StreamPlan> plans) {
        super(shape, parts.form().events(), parts.pages(), parts.turns(), parts.observer(), parts.listener(), plans);
        this.parts = parts;
        this.output = new StreamOutput(parts.progress(), parts.observer(), parts.clock());
        this.cursor = parts.progress().cursor();
        output.control(opening);
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
        closeReadings();
        parts.listener().stopped(ending);
    }

    @Override
    public void heartbeat() {
        execute(this::onHeartbeat);
    }

    @Override
    public void end(StreamEnd end, long retryMillis) {
        execute(() -> onFarewell(new Farewell(end, retryMillis)));
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
        execute(() -> onOnward(new Onward(next, gap)));
    }

    @Override
    void onLagging(boolean now) {
        parts.progress().lagging(now);
    }

    @Override
    public void readable() {
        send();
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

    private void onOnward(Onward onward) {
        onwards.add(onward);
        send();
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
            output.control(StreamFrames.heartbeat(parts.form()));
        }
        while (output.isEmpty() && !onwards.isEmpty()) {
            goOn(onwards.remove());
        }
        if (output.isEmpty()) {
            readOn();
        }
        if (output.isEmpty() && allFinished()) {
            sayGoodBye(new Farewell(StreamEnd.TOPIC_CLOSED, 0));
            return;
        }
        if (!output.isEmpty()) {
            heartbeatDue = false;
            push(shape.out(), output.next());
        }
    }

    private void sayGoodBye(Farewell farewell) {
        ending = new Ending.Ended(farewell.end);
        var id = farewell.end.planned() ? cursor.plannedId() : null;
        output.control(StreamFrames.bye(parts.form(), farewell.end, farewell.retryMillis, id));
        push(shape.out(), output.next());
        complete(shape.out());
    }

    private void goOn(Onward onward) {
        var plan = onward.plan;
        proceed(plan);
        cursor = cursor.with(plan.topic(), plan.position());
        if (onward.gap != null) {
            parts.progress().missed(List.of(onward.gap));
            output.control(StreamFrames.gap(parts.form(), onward.gap, cursor.id()));
        }
        parts.progress().reached(cursor, 0);
    }

    private void readOn() {
        var chunk = take();
        if (chunk != null) {
            var frames = parts.ownIds()
                    ? new RewrittenFrames(parts.form().events(), chunk, cursor)
                    : new OutgoingBytes(chunk.bytes(), chunk.offset(), chunk.length());
            cursor = cursor.with(chunk.topic(), chunk.last());
            output.events(frames, chunk.events(), chunk.arrivedAtMillis(), cursor);
        }
    }
}
