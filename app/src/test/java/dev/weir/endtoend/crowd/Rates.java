package dev.weir.endtoend.crowd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How many of some moments fall into one second. Moments are nanoseconds, ascending. */
final class Rates {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private Rates() {}

    /** In each second from {@code begin} to the last moment. */
    static List<Integer> perSecond(List<Long> moments, long begin) {
        var counts = new ArrayList<Integer>();
        for (long moment : moments) {
            int second = (int) ((moment - begin) / SECOND_NANOS);
            while (counts.size() <= second) {
                counts.add(0);
            }
            counts.set(second, counts.get(second) + 1);
        }
        return counts;
    }

    /** In the fullest second, wherever it begins. */
    static int mostInASecond(List<Long> moments) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < moments.size(); last++) {
            while (moments.get(last) - moments.get(first) >= SECOND_NANOS) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
