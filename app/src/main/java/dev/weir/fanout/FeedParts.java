package dev.weir.fanout;

import dev.weir.journal.EventLog;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.TopicName;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a feed works with.
 *
 * @param topics tells a topic's owner, wherever it lives; may lose what it is given
 */
record FeedParts(
        TopicName topic,
        FeedSettings settings,
        LogMemory memory,
        EventLog events,
        BiConsumer<TopicName, TopicCommand> topics,
        FanoutObserver observer,
        ActorRef<TopicFeeds.Message> parent) {}
