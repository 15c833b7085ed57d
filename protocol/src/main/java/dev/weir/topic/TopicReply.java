package dev.weir.topic;

import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import java.util.List;

/** What a topic answers to commands that are no publishes. */
public sealed interface TopicReply extends ClusterMessage {

    /**
     * Committed, or found to be so already.
     *
     * @param created whether the topic came to exist by this
     */
    record Configured(boolean created, TopicDescription topic) implements TopicReply {}

    record Described(TopicDescription topic) implements TopicReply {}

    /**
     * Closed or deleted, now or before.
     *
     * @param head after it
     */
    record Done(TopicHead head) implements TopicReply {}

    /**
     * The topic's state: what the events up to {@code head.last} leave of each key.
     *
     * @param head the events after {@code head.last} go on exactly where the entries end
     * @param entries each with a key, no key twice, in the order in which they were published; 16 MiB of data and 10,000
     *     entries unless the settings say otherwise, so more than messages between nodes may hold by default
     */
    record State(TopicHead head, List<Event> entries) implements TopicReply {}

    /**
     * Nothing was changed, unless the refusal is {@link Refusal#OUTCOME_UNKNOWN}.
     *
     * @param detail a sentence for the caller: the value and what was expected
     */
    record Refused(Refusal refusal, String detail) implements TopicReply {}
}
