package dev.weir.subscribe;

import dev.weir.fanout.TopicLog;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;

/**
 * Where a stream goes on in one of its topics.
 *
 * @param log of the head's epoch
 * @param head whose epoch the stream is in from now on
 * @param afterSeq the last event of that epoch that the client has
 */
record StreamPlan(TopicName topic, TopicLog log, TopicHead head, long afterSeq) {

    /** The last event that the client has. */
    Position position() {
        return new Position(head.epoch(), afterSeq);
    }

    /** Nothing will ever follow: the topic is closed, and the client has all of it. */
    boolean finished() {
        return head.closed() && afterSeq == head.last();
    }

    /** What comes next is no longer in the log, as far as can be said now. */
    boolean readsJournal() {
        return afterSeq < head.last() && afterSeq + 1 < log.first();
    }
}
