package dev.weir.journal;

import dev.weir.topic.TopicCommand.Change;
import dev.weir.topic.TopicCommand.Configure;
import dev.weir.topic.TopicDescription;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Refusal;
import org.apache.pekko.actor.typed.ActorRef;

/** What a topic answers about what is committed. */
final class TopicAnswers {

    private static final TopicReply NO_SUCH_TOPIC =
            new TopicReply.Refused(Refusal.NO_SUCH_TOPIC, "topic: not there (expected: one that exists)");

    private static final TopicReply NOT_KEYED =
            new TopicReply.Refused(Refusal.NOT_KEYED, "topic: not keyed (expected: one with \"keyed\": true)");

    private final Retained retained;

    TopicAnswers(Retained retained) {
        this.retained = retained;
    }

    TopicReply describe(TopicState state) {
        return state.exists() ? new TopicReply.Described(description(state)) : NO_SUCH_TOPIC;
    }

    void sendLatest(TopicState state, ActorRef<TopicReply> asker) {
        if (!state.exists()) {
            asker.tell(NO_SUCH_TOPIC);
        } else if (state.configuration().keyed()) {
            new TopicReply.State(retained.head(state), state.latest().inOrder()).sendTo(asker);
        } else {
            asker.tell(NOT_KEYED);
        }
    }

    /** @param created whether the topic came to exist by the change */
    TopicReply done(TopicState after, Change change, boolean created) {
        return change instanceof Configure
                ? new TopicReply.Configured(created, description(after))
                : new TopicReply.Done(retained.head(after));
    }

    private TopicDescription description(TopicState state) {
        return new TopicDescription(
                retained.head(state), state.configuration().keyed(), retained.retention(state), state.created());
    }
}
