package dev.weir.subscribe;

import dev.weir.wire.GapCause;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it hears, but for what was sent and for how long streams lived. */
final class RecordingObserver implements SubscribeObserver {

    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<Integer> catchUps = new CopyOnWriteArrayList<>();

    @Override
    public void opened(boolean resumed) {
        heard.add(resumed ? "resumed" : "opened");
    }

    @Override
    public void refused(StreamEnd end) {
        heard.add("refused " + end.reason());
    }

    @Override
    public void ended(Ending ending, Duration lived) {
        heard.add("ended " + ending.reason());
    }

    @Override
    public void sent(int events, int bytes, @Nullable Duration latencyOfOldest) {}

    @Override
    public void gap(GapCause cause, long lost) {
        heard.add("gap " + cause.wireName() + " " + lost);
    }

    @Override
    public void supervised(String actor, String decision) {
        heard.add("supervised " + actor + " " + decision);
    }

    @Override
    public void catchUp(int delta) {
        catchUps.add(delta);
    }

    @Override
    public void lagging(int delta) {
        heard.add("lagging " + delta);
    }
}
