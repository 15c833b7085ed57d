package dev.weir.fanout;

import dev.weir.fanout.TopicFeed.HeadConfirmed;
import dev.weir.fanout.TopicFeed.HeadNotConfirmed;
import dev.weir.fanout.TopicFeed.HeadReply;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Readers who want the owner's word. It counts only when it was asked for after they came: an older one may not know
 * yet of an event that they have from elsewhere. They hear it when the log has reached it.
 */
final class Confirmations {

    static final int WAITING_MAX = 10_000;

    /** Who waits, for the answer to a request behind {@code afterRequest}, and what it was once it is there. */
    private record Waiting(
            ActorRef<HeadReply> replyTo,
            long afterRequest,
            @Nullable TopicHead head) {}

    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();
    private long lastNumber;

    boolean isFull() {
        return waiting.size() >= WAITING_MAX;
    }

    /** @return the number under which it can {@link #expire} */
    long add(ActorRef<HeadReply> replyTo, long lastRequest) {
        lastNumber++;
        waiting.put(lastNumber, new Waiting(replyTo, lastRequest, null));
        return lastNumber;
    }

    /**
     * The owner answered.
     *
     * @return whether somebody waits for the answer to a request that has not been sent yet
     */
    boolean answered(long request, TopicHead head, long lastRequest) {
        boolean more = false;
        for (var entry : waiting.entrySet()) {
            var one = entry.getValue();
            if (one.head == null && one.afterRequest < request) {
                entry.setValue(new Waiting(one.replyTo, one.afterRequest, head));
            } else if (one.head == null && one.afterRequest >= lastRequest) {
                more = true;
            }
        }
        return more;
    }

    /** Tells those whose head the log has reached. */
    void settle(FormLogs log) {
        waiting.values().removeIf(one -> {
            boolean reached = one.head != null && isReached(log, one.head);
            if (reached && one.head != null) {
                one.replyTo.tell(new HeadConfirmed(one.head));
            }
            return reached;
        });
    }

    void expire(long number) {
        var one = waiting.remove(number);
        if (one != null) {
            one.replyTo.tell(notConfirmed());
        }
    }

    void refuseAll() {
        waiting.values().forEach(one -> one.replyTo.tell(notConfirmed()));
        waiting.clear();
    }

    private static boolean isReached(FormLogs log, TopicHead head) {
        return log.epoch() > head.epoch() || (log.epoch() == head.epoch() && log.last() >= head.last());
    }

    private static HeadReply notConfirmed() {
        return new HeadNotConfirmed(
                Refusal.JOURNAL_UNAVAILABLE, "topic's owner: no answer in time (expected: another try)");
    }
}
