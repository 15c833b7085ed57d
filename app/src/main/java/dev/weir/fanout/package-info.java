/**
 * One copy of every event for each node: a feed receives what a topic commits, renders it once, and appends it to a log
 * that all the node's connections read, each with a cursor of its own.
 *
 * <p>Comes in: {@link dev.weir.topic.FeedMessage} from the topic's owner. Goes out: bytes, by
 * {@link dev.weir.fanout.LogReader}. Guarantees: a log holds consecutive sequence numbers of one epoch, whole frames,
 * in order; a reader that has fallen out of it is told so and never skipped ahead.
 */
@NullMarked
package dev.weir.fanout;

import org.jspecify.annotations.NullMarked;
