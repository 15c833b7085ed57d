package dev.weir.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * How many observations lay between which bounds.
 *
 * @param bounds upper ones in seconds, ascending
 * @param counts one more than bounds: the last is of what lay above
 */
public record Buckets(List<Double> bounds, List<Long> counts) {

    public Buckets {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
    }

    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** What was observed between an earlier look and this one. */
    public Buckets since(Buckets before) {
        var news = new ArrayList<Long>(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            news.add(counts.get(i) - before.counts.get(i));
        }
        return new Buckets(bounds, news);
    }

    /**
     * As Prometheus' {@code histogram_quantile}: evenly spread within a bucket, and the highest bound when it lies above.
     *
     * @param share from 0 to 1
     * @return seconds; 0 when nothing was observed
     */
    public double quantile(double share) {
        double rank = share * total();
        double seen = 0;
        for (int i = 0; i < bounds.size(); i++) {
            long here = counts.get(i);
            if (here > 0 && seen + here >= rank) {
                double below = i == 0 ? 0 : bounds.get(i - 1);
                return below + (bounds.get(i) - below) * Math.max(0, rank - seen) / here;
            }
            seen += here;
        }
        return seen == 0 && counts.get(bounds.size()) == 0 ? 0 : bounds.get(bounds.size() - 1);
    }
}
