package dev.weir.topic;

import dev.weir.wire.TopicName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the publishes that a node has under way, and refuses one more than it may have. Thread-safe. */
public final class InFlight {

    private final int perTopicMax;
    private final long bytesMax;
    private final ConcurrentHashMap<TopicName, Integer> perTopic = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param perTopicMax publishes for one topic; times the number of nodes it must stay below the entity's stash
     * @param bytesMax data of all publishes together; one publish alone may be larger
     */
    public InFlight(int perTopicMax, long bytesMax) {
        this.perTopicMax = perTopicMax;
        this.bytesMax = bytesMax;
    }

    /** True when there was room; then {@link #end} must follow. */
    boolean begin(TopicName topic, long moreBytes) {
        long before = bytes.getAndAdd(moreBytes);
        if ((before > 0 && before + moreBytes > bytesMax) || !beginInTopic(topic)) {
            bytes.addAndGet(-moreBytes);
            return false;
        }
        return true;
    }

    void end(TopicName topic, long moreBytes) {
        bytes.addAndGet(-moreBytes);
        perTopic.computeIfPresent(topic, (name, count) -> count == 1 ? null : count - 1);
    }

    private boolean beginInTopic(TopicName topic) {
        var room = new boolean[1];
        perTopic.compute(topic, (name, count) -> {
            int now = count == null ? 0 : count;
            room[0] = now < perTopicMax;
            return room[0] ? Integer.valueOf(now + 1) : count;
        });
        return room[0];
    }
}
