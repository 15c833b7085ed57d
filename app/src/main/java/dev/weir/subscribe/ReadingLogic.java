package dev.weir.subscribe;

import dev.weir.admission.CatchUpTurns;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FrameForm;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What answers of all forms have in common: the topics that they read, each in its turn. */
abstract class ReadingLogic extends TimerGraphStageLogic implements TopicReading.Host {

    final SourceShape<ByteString> shape;
    private final StreamListener listener;
    private final SubscribeObserver observer;
    private final TopicReading[] readings;
    private final AsyncCallback<Runnable> calls = createAsyncCallback(Runnable::run);
    private final CatchUpTurns turns;

    /** Those that wait for a turn of this stream to read from the journal. */
    private final ArrayDeque<TopicReading> waitingForTurn = new ArrayDeque<>();

    private CatchUpTurns.@Nullable Turn turn;
    private boolean catchingUp;
    private int pagesUnderWay;
    private int next;
    private int lagging;

    ReadingLogic(
            SourceShape<ByteString> shape,
            FrameForm form,
            CatchUpPages pages,
            CatchUpTurns turns,
            SubscribeObserver observer,
            StreamListener listener,
            List<StreamPlan> plans) {
        super(shape);
        this.turns = turns;
        this.shape = shape;
        this.listener = listener;
        this.observer = observer;
        this.readings = plans.stream()
                .map(plan -> new TopicReading(this, form, pages, plan))
                .toArray(TopicReading[]::new);
    }

    /** What is at hand, of the topic whose turn it is; null when there is nothing. */
    final @Nullable TopicChunk take() {
        for (int i = 0; i < readings.length; i++) {
            var reading = readings[next];
            next = (next + 1) % readings.length;
            var chunk = reading.take();
            if (chunk != null) {
                return chunk;
            }
        }
        return null;
    }

    /** All topics are closed and read. */
    final boolean allFinished() {
        for (var reading : readings) {
            if (!reading.finished()) {
                return false;
            }
        }
        return true;
    }

    /** Whatever comes next in any topic is still to be published. */
    final boolean allAtEnd() {
        for (var reading : readings) {
            if (!reading.atEnd()) {
                return false;
            }
        }
        return true;
    }

    /** Something is on its way from the journal. */
    final boolean anyFetching() {
        for (var reading : readings) {
            if (reading.fetching()) {
                return true;
            }
        }
        return false;
    }

    final void proceed(StreamPlan plan) {
        for (var reading : readings) {
            if (reading.topic().equals(plan.topic())) {
                reading.proceed(plan);
            }
        }
    }

    final void closeReadings() {
        for (var reading : readings) {
            reading.close();
        }
        endTurn();
    }

    @Override
    public final void execute(Runnable call) {
        calls.invoke(call);
    }

    @Override
    public final void pause(TopicReading reading, Duration time) {
        scheduleOnce(reading, time);
    }

    @Override
    public void onTimer(Object key) {
        if (key instanceof TopicReading reading) {
            reading.paused();
        }
    }

    @Override
    public final void joinWanted(TopicName topic, Position position) {
        listener.joinWanted(topic, position);
    }

    @Override
    public final void fail(StreamFailed failure) {
        failStage(failure);
    }

    @Override
    public final void turnWanted(TopicReading reading) {
        if (catchingUp) {
            pagesUnderWay++;
            reading.turn();
            return;
        }
        waitingForTurn.add(reading);
        if (turn == null) {
            turn = turns.ask(() -> execute(this::onTurn));
        }
    }

    private void onTurn() {
        catchingUp = true;
        observer.catchUp(1);
        while (!waitingForTurn.isEmpty()) {
            pagesUnderWay++;
            waitingForTurn.remove().turn();
        }
    }

    @Override
    public final void turnDone(int bytes) {
        listener.readFromJournal(bytes);
        pagesUnderWay--;
        if (pagesUnderWay == 0) {
            endTurn();
        }
    }

    private void endTurn() {
        if (turn != null) {
            turn.done();
            turn = null;
        }
        if (catchingUp) {
            catchingUp = false;
            observer.catchUp(-1);
        }
    }

    @Override
    public final void lagging(int delta) {
        boolean before = lagging > 0;
        lagging += delta;
        if (before != lagging > 0) {
            observer.lagging(delta);
            onLagging(lagging > 0);
        }
    }

    /** The stream has fallen behind in some topic, or is back in all. */
    void onLagging(boolean now) {}
}
