package dev.weir.topic;

import java.time.Instant;

/**
 * A topic that exists, as its owner describes it.
 *
 * @param keyed whether the latest event of each key is kept as the topic's state
 * @param retention that applies: the topic's own, or else the default of the owner's node
 * @param created when it came to exist
 */
public record TopicDescription(TopicHead head, boolean keyed, Retention retention, Instant created) {}
