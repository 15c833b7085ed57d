package dev.weir.fanout;

import dev.weir.topic.FeedMessage.Committed;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Batches that came while what is before them is read from the journal. Bounded by their size; the oldest are forgotten
 * first, since the journal's pages reach them soonest.
 */
final class HeldBatches {

    /** Characters of data, with something for each event itself. */
    private static final long SIZE_MAX = 4L << 20;

    private static final int EVENT_SIZE = 64;

    private final ArrayDeque<Committed> batches = new ArrayDeque<>();
    private long size;

    void add(Committed batch) {
        batches.add(batch);
        size += sizeOf(batch);
        while (size > SIZE_MAX) {
            size -= sizeOf(batches.remove());
        }
    }

    /** Takes the first batch when nothing is missing between {@code lastSeq} and it. */
    @Nullable Committed takeAfter(long lastSeq) {
        var first = batches.peek();
        if (first == null || first.events().get(0).seq() > lastSeq + 1) {
            return null;
        }
        size -= sizeOf(first);
        return batches.poll();
    }

    void clear() {
        batches.clear();
        size = 0;
    }

    private static long sizeOf(Committed batch) {
        long sum = 0;
        for (var event : batch.events()) {
            sum += EVENT_SIZE + event.data().length();
        }
        return sum;
    }
}
