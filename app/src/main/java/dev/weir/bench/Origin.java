package dev.weir.bench;

/** The moment that times in events count from, so that they fit their digits. */
final class Origin {

    private static final long NANOS = System.nanoTime();

    private Origin() {}

    /** Nanoseconds since then, on the clock of this process. */
    static long now() {
        return System.nanoTime() - NANOS;
    }
}
