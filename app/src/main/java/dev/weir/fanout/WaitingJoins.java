package dev.weir.fanout;

import dev.weir.fanout.TopicFeeds.JoinReply;
import dev.weir.fanout.TopicFeeds.NotJoined;
import dev.weir.wire.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Readers who came before there was a log. */
final class WaitingJoins {

    static final int WAITING_MAX = 10_000;

    private final Map<Long, TopicFeed.Join> waiting = new LinkedHashMap<>();
    private long lastNumber;

    boolean isFull() {
        return waiting.size() >= WAITING_MAX;
    }

    /** @return the number under which it can {@link #expire} */
    long add(TopicFeed.Join join) {
        lastNumber++;
        waiting.put(lastNumber, join);
        return lastNumber;
    }

    /** Answers all, each by the form that it wants. */
    void joined(Function<FrameForm, JoinReply> reply) {
        waiting.values().forEach(join -> join.replyTo().tell(reply.apply(join.form())));
        waiting.clear();
    }

    /** @return who has been refused; null when it had been answered before */
    @Nullable ActorRef<?> expire(long number) {
        var join = waiting.remove(number);
        if (join == null) {
            return null;
        }
        join.replyTo().tell(notJoined());
        return join.subscriber();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void refuseAll() {
        joined(form -> notJoined());
    }

    private static NotJoined notJoined() {
        return new NotJoined(
                Refusal.JOURNAL_UNAVAILABLE, "topic: not read from the journal in time (expected: another try)");
    }
}
