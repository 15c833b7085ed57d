package dev.weir.bench;

/** Gets the events of a stream, as their markers say, in the order in which they came. */
@FunctionalInterface
interface MarkerSink {

    /** @param time when it was published, on {@link Origin}'s clock */
    void event(int publisher, long number, long time);
}
