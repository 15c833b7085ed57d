package dev.weir.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether one stream got every event once and in order, by the publishers' own numbers.
 *
 * <p>Publishers and streams are dealt to topics in turn: publisher {@code p} belongs to topic {@code p % topics}.
 */
final class Continuity {

    /** Numbers that are remembered as missing, to tell a late event from a double; beyond it a late one is a double. */
    private static final int MISSING_MAX = 10_000;

    private static final int NUMBER_BITS = 40;

    private final int topic;
    private final int topics;
    private final int publishers;

    /** By publisher of this topic: the highest number seen. */
    private final long[] last;

    private @Nullable Set<Long> missing;
    private long received;
    private long gaps;
    private long lost;
    private long doubled;
    private long outOfOrder;
    private long stray;

    Continuity(int topic, int topics, int publishers) {
        this.topic = topic;
        this.topics = topics;
        this.publishers = publishers;
        this.last = new long[(publishers - topic + topics - 1) / topics];
    }

    /** @param seen by publisher: the number after which the stream begins */
    void beginAfter(long[] seen) {
        Arrays.setAll(last, slot -> seen[topic + slot * topics]);
    }

    void event(int publisher, long number) {
        if (publisher >= publishers || publisher % topics != topic) {
            stray++;
            return;
        }
        received++;
        int slot = publisher / topics;
        if (number == last[slot] + 1) {
            last[slot] = number;
        } else if (number > last[slot]) {
            gap(publisher, last[slot] + 1, number);
            last[slot] = number;
        } else if (missing != null && missing.remove(key(publisher, number))) {
            outOfOrder++;
            lost--;
        } else {
            doubled++;
        }
    }

    private void gap(int publisher, long from, long to) {
        gaps++;
        lost += to - from;
        if (missing == null) {
            missing = new HashSet<>();
        }
        for (long number = from; number < to && missing.size() < MISSING_MAX; number++) {
            missing.add(key(publisher, number));
        }
    }

    private static long key(int publisher, long number) {
        return (long) publisher << NUMBER_BITS | number;
    }

    /** Events without those that came again. */
    long received() {
        return received - doubled;
    }

    /** How many of the events up to these numbers, by publisher, are still to come. */
    long behind(long[] published) {
        long count = 0;
        for (int slot = 0; slot < last.length; slot++) {
            count += Math.max(0, published[topic + slot * topics] - last[slot]);
        }
        return count;
    }

    /** @param published by publisher: the last number that must have come by now */
    Tally tally(long[] published) {
        long behind = behind(published);
        long lostInAll = lost + behind;
        boolean affected = lostInAll + doubled + outOfOrder + stray > 0;
        return new Tally(
                1, received, gaps + (behind > 0 ? 1 : 0), lostInAll, doubled, outOfOrder, stray, affected ? 1 : 0);
    }
}
