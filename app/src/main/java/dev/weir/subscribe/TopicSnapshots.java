package dev.weir.subscribe;

import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicReply;
import dev.weir.topic.Topics;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Snapshots by the word of the topics' owners. */
public final class TopicSnapshots implements SnapshotReader {

    /** Below {@link Joining#TIMEOUT}. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Topics topics;

    public TopicSnapshots(Topics topics) {
        this.topics = topics;
    }

    @Override
    public CompletionStage<Reply> read(TopicName topic) {
        return topics.ask(topic, TopicCommand.ReadState::new, TIMEOUT).thenApply(TopicSnapshots::reply);
    }

    private static Reply reply(TopicReply reply) {
        if (reply instanceof TopicReply.State state) {
            return new Taken(state.head().position(), state.entries());
        }
        if (reply instanceof TopicReply.Refused refused) {
            return new NotTaken(refused.refusal(), refused.detail());
        }
        throw new AssertionError("unreachable: " + reply);
    }
}
