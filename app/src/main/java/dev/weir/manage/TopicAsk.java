package dev.weir.manage;

import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicReply;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is asked about topics: {@code dev.weir.topic.Topics}, or a script in tests. */
@FunctionalInterface
public interface TopicAsk {

    /**
     * @param command made with whom to answer
     * @return fails with {@link java.util.concurrent.TimeoutException} after the time
     */
    CompletionStage<TopicReply> ask(
            TopicName topic, Function<ActorRef<TopicReply>, TopicCommand> command, Duration timeout);
}
