package dev.weir.endtoend.crowd;

/** Whether numbers look as if each had been drawn evenly from a range. */
final class Spread {

    /** How often an even draw is called uneven. */
    private static final double FALSE_ALARMS = 1e-6;

    private Spread() {}

    /**
     * The greatest distance between the share of numbers up to a value and the share of the range up to it, from 0 to 1:
     * the statistic of Kolmogorov and Smirnov.
     *
     * @param sorted ascending, each from {@code min} to {@code max}
     */
    static double distance(long[] sorted, long min, long max) {
        double greatest = 0;
        for (int i = 0; i < sorted.length; i++) {
            // Whole numbers share the range between them: each has the values up to the next one.
            double below = (double) (sorted[i] - min) / (max - min + 1);
            double upTo = (double) (sorted[i] - min + 1) / (max - min + 1);
            greatest = Math.max(greatest, (i + 1.0) / sorted.length - upTo);
            greatest = Math.max(greatest, below - (double) i / sorted.length);
        }
        return greatest;
    }

    /** The distance that so many evenly drawn numbers exceed once in a million times. */
    static double distanceMax(int count) {
        return Math.sqrt(Math.log(2 / FALSE_ALARMS) / (2.0 * count));
    }
}
