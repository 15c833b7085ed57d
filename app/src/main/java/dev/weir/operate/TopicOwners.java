package dev.weir.operate;

import dev.weir.topic.PublishReply;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicReply;
import dev.weir.topic.Topics;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks topics' owners for operators, with a deadline. */
final class TopicOwners {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final Topics topics;
    private final Clock clock;

    TopicOwners(Topics topics, Clock clock) {
        this.topics = topics;
        this.clock = clock;
    }

    CompletionStage<TopicReply> describe(TopicName topic) {
        return topics.ask(topic, TopicCommand.Describe::new, ANSWER_MAX);
    }

    CompletionStage<TopicReply> close(TopicName topic) {
        var deadline = clock.instant().plus(ANSWER_MAX);
        return topics.ask(
                topic, replyTo -> new TopicCommand.Close(deadline, replyTo), ANSWER_MAX.plus(Topics.COMMIT_TIME_MAX));
    }

    /** Into a topic that exists; operators make none by a slip of the pen. */
    CompletionStage<PublishReply> publish(TopicName topic, Draft draft) {
        var now = clock.instant();
        return topics.publish(topic, List.of(draft), null, false, now, now.plus(ANSWER_MAX));
    }
}
