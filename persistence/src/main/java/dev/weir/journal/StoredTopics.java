package dev.weir.journal;

import java.util.List;

/**
 * The topics of the database in the order of their names' bytes.
 *
 * @param complete whether there are no more than these
 */
public record StoredTopics(List<StoredTopic> topics, boolean complete) {

    public StoredTopics {
        topics = List.copyOf(topics);
    }
}
