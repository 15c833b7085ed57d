package dev.weir.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one run came to. NaN is what could not be measured. */
record Run(Map<Figure, Double> figures) {

    static Run empty() {
        return new Run(new EnumMap<>(Figure.class));
    }

    Run with(Figure figure, double value) {
        var more = new EnumMap<Figure, Double>(Figure.class);
        more.putAll(figures);
        more.put(figure, value);
        return new Run(more);
    }

    /**
     * Latency from publish to receipt.
     *
     * @param micros of each delivery
     */
    Run withLatency(Histogram micros) {
        return with(Figure.P50, millis(micros, 50))
                .with(Figure.P99, millis(micros, 99))
                .with(Figure.P999, millis(micros, 99.9))
                .with(Figure.MAX, millis(micros, 100));
    }

    /**
     * Latency from a publish to its answer.
     *
     * @param micros of each
     */
    Run withPublishLatency(Histogram micros) {
        return with(Figure.PUBLISH_P50, millis(micros, 50))
                .with(Figure.PUBLISH_P99, millis(micros, 99))
                .with(Figure.PUBLISH_P999, millis(micros, 99.9))
                .with(Figure.PUBLISH_MAX, millis(micros, 100));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percentile) / 1e3;
    }

    /** Each figure's own median, so that these need not be the figures of any one run. */
    static Run median(List<Run> runs) {
        var medians = new EnumMap<Figure, Double>(Figure.class);
        for (var figure : Figure.values()) {
            var values = runs.stream()
                    .filter(run -> run.figures.containsKey(figure))
                    .mapToDouble(run -> run.figures.getOrDefault(figure, Double.NaN))
                    .toArray();
            if (values.length > 0) {
                // One run that did not keep up is enough to say so.
                boolean all = figure == Figure.KEPT_UP;
                medians.put(figure, all ? Arrays.stream(values).min().orElseThrow() : median(values));
            }
        }
        return new Run(medians);
    }

    /** The one in the middle, or between the two that are; NaN when one of them is. */
    static double median(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (Double.isNaN(sorted[sorted.length - 1])) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
