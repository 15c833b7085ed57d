package dev.weir.subscribe;

import dev.weir.http.ClientAddress;
import dev.weir.wire.GapCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it hears, but for what was sent and for how long streams lived. */
final class RecordingObserver implements SubscribeObserver {

    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<Survey> surveys = new CopyOnWriteArrayList<>();
    final List<Integer> catchUps = new CopyOnWriteArrayList<>();

    @Override
    public void opened(StreamFacts stream) {
        heard.add(stream.resumed() ? "resumed" : "opened");
    }

    @Override
    public void refused(RefusedStream refused) {
        heard.add("refused " + refused.end().reason());
    }

    @Override
    public void ended(StreamFacts stream, Ending ending, StreamLife life) {
        heard.add("ended " + ending.reason());
    }

    @Override
    public void heartbeatAdapted(ClientAddress client, Duration interval, @Nullable String reason) {
        heard.add("heartbeat " + interval);
    }

    @Override
    public void surveyed(Survey survey) {
        surveys.add(survey);
    }

    @Override
    public void sent(int events, int bytes, @Nullable Duration latencyOfOldest) {}

    @Override
    public void gap(GapCause cause, long lost) {
        heard.add("gap " + cause.wireName() + " " + lost);
    }

    @Override
    public void supervised(String actor, String which, String decision, String reason) {
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
