package dev.weir.subscribe;

import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the state of keyed topics comes from: their owners, or a script in tests. */
@FunctionalInterface
public interface SnapshotReader {

    /** The answer to {@link #read}. */
    sealed interface Reply {}

    /**
     * @param position of the topic at the moment of the snapshot: what comes after it is not in the snapshot, what is
     *     before it is
     * @param events the latest of each key, in the order in which they were published
     */
    record Taken(Position position, List<Event> events) implements Reply {}

    /** @param detail a sentence for the caller */
    record NotTaken(Refusal refusal, String detail) implements Reply {}

    /** Fails when the owner does not answer in time. */
    CompletionStage<Reply> read(TopicName topic);
}
