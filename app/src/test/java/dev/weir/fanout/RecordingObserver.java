package dev.weir.fanout;

import dev.weir.wire.TopicName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told. */
final class RecordingObserver implements FanoutObserver {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    List<String> seen() {
        return seen;
    }

    @Override
    public void repaired(TopicName topic, int events) {
        seen.add("repaired " + topic + " " + events);
    }

    @Override
    public void journalFailed() {
        seen.add("journal failed");
    }

    @Override
    public void supervised(String actor, String which, String decision, String reason) {
        seen.add(actor + " " + decision);
    }

    @Override
    public void held() {
        seen.add("held");
    }
}
