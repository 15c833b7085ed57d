package dev.weir.subscribe;

import dev.weir.fanout.TopicLog;
import dev.weir.topic.TopicHead;
import org.apache.pekko.util.ByteString;

/**
 * Where a stream goes on, and what it says first.
 *
 * @param opening whole blocks; empty when there is nothing to say
 * @param log of the head's epoch
 * @param head whose epoch the stream is in from now on
 * @param afterSeq the last event of that epoch that the client has
 */
record StreamPlan(ByteString opening, TopicLog log, TopicHead head, long afterSeq) {}
