package dev.weir.bench;

/**
 * What a scenario is measured on unless options say otherwise.
 *
 * @param rate events a second of all publishers together; 0 for as fast as they are answered
 * @param size of an event's data, in bytes
 * @param warmUp in seconds; of connect and catch-up, whether a run is made first that does not count
 * @param seconds of a run; means nothing where a run ends by itself
 */
record Defaults(int connections, int publishers, double rate, int batch, int size, int warmUp, int seconds, int runs) {

    private static final double SATURATING = 0;

    /** Bytes of an event. */
    private static final int SMALL = 200;

    /** At 100 a second 400 times what a slow client takes: it falls out of a log of 4 MiB in 10 s. Of small ones in minutes. */
    private static final int LARGE = 4_096;

    static Defaults of(Scenario scenario) {
        return switch (scenario) {
            case PUBLISH -> new Defaults(64, 64, SATURATING, 1, SMALL, 10, 5, 3);
            case FANOUT -> new Defaults(1_000, 4, SATURATING, 50, SMALL, 10, 5, 3);
            case SPARSE -> new Defaults(10_000, 4, 10, 1, SMALL, 10, 10, 3);
            case IDLE -> new Defaults(10_000, 1, SATURATING, 1, SMALL, 0, 1, 1);
            case CONNECT -> new Defaults(10_000, 1, SATURATING, 1, SMALL, 1, 1, 3);
            case CATCH_UP -> new Defaults(1_000, 1, SATURATING, 100, SMALL, 1, 1, 3);
            case SLOW_READERS -> new Defaults(1_000, 16, 100, 1, LARGE, 10, 20, 3);
            case RESUME_STORM -> new Defaults(1_000, 2, 20, 1, SMALL, 3, 3, 1);
            case CEILING -> new Defaults(1_000, 1, SATURATING, 250, SMALL, 5, 5, 3);
        };
    }
}
