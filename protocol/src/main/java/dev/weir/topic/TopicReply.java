package dev.weir.topic;

import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

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
     *     entries unless the settings say otherwise, so more than a message between members holds: to another member it
     *     goes in parts
     */
    record State(TopicHead head, List<Event> entries) implements TopicReply {

        /** Of a part, unless one event alone is larger. */
        private static final int PART_BYTES_MAX = 1 << 20;

        /** Answers with all of it at once, or as {@link StatePart}s to another member when it is large. */
        public void sendTo(ActorRef<TopicReply> asker) {
            boolean isHere = asker.path().address().hasLocalScope();
            if (isHere || PublishBounds.messageBytes(entries) <= PART_BYTES_MAX) {
                asker.tell(this);
            } else {
                parts().forEach(asker::tell);
            }
        }

        List<StatePart> parts() {
            var parts = new ArrayList<StatePart>();
            int from = 0;
            long bytes = 0;
            for (int i = 0; i < entries.size(); i++) {
                long more = PublishBounds.messageBytes(entries.get(i));
                if (i > from && bytes + more > PART_BYTES_MAX) {
                    parts.add(new StatePart(head, parts.size(), false, entries.subList(from, i)));
                    from = i;
                    bytes = 0;
                }
                bytes += more;
            }
            parts.add(new StatePart(head, parts.size(), true, entries.subList(from, entries.size())));
            return parts;
        }
    }

    /**
     * Some of the entries of a {@link State}; {@link Topics#ask} puts them together again.
     *
     * @param head the same in each
     * @param part from 0
     * @param isLast whether these entries are the last
     */
    record StatePart(TopicHead head, int part, boolean isLast, List<Event> entries) implements TopicReply {}

    /**
     * Nothing was changed, unless the refusal is {@link Refusal#OUTCOME_UNKNOWN}.
     *
     * @param detail a sentence for the caller: the value and what was expected
     */
    record Refused(Refusal refusal, String detail) implements TopicReply {}

    /** What who waits for an answer tells itself; never crosses nodes. */
    non-sealed interface Internal extends TopicReply {}
}
