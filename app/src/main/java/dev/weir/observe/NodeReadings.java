package dev.weir.observe;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What others know and a scrape asks for. Each answers at once.
 *
 * @param logBytes of events kept ready for sending
 * @param logBytesMax their bound, {@code feed.memory-max}
 * @param wakeUps how often a stream that had nothing to send was woken
 * @param journalUp whether PostgreSQL answered lately
 * @param draining whether the node leaves
 * @param members of the cluster that are up
 * @param unreachable members that do not answer this one
 */
public record NodeReadings(
        LongSupplier logBytes,
        LongSupplier logBytesMax,
        LongSupplier wakeUps,
        BooleanSupplier journalUp,
        BooleanSupplier draining,
        IntSupplier members,
        IntSupplier unreachable) {

    /** Of a node on which nothing happens. */
    public static final NodeReadings NONE =
            new NodeReadings(() -> 0, () -> 0, () -> 0, () -> false, () -> false, () -> 0, () -> 0);
}
