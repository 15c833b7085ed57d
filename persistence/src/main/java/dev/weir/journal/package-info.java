/**
 * What is remembered of a topic, and how: the entity that numbers and commits events, the entries it writes, and the
 * log that readers catch up from.
 *
 * <p>Comes in: {@link dev.weir.topic.TopicCommand}. Goes out: rows in PostgreSQL, then replies and
 * {@link dev.weir.topic.FeedMessage}. A publisher hears "stored" only after PostgreSQL has committed with fsync.
 */
@NullMarked
package dev.weir.journal;

import org.jspecify.annotations.NullMarked;
