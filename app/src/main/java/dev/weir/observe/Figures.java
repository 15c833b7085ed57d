package dev.weir.observe;

import java.util.Map;

/**
 * All that a node has counted since its start, and what it is at, at one moment.
 *
 * @param refusals by reason; so are {@code ends}
 * @param gaps by cause
 * @param qualities open streams by how well they do
 * @param latency of events, from a publish's arrival to a subscriber's socket
 * @param publish from a publish's arrival to its answer
 * @param commit from when a commit was handed to the journal until PostgreSQL had it
 */
public record Figures(
        long connections,
        long connectionsMax,
        long accepted,
        long refused,
        long reconnections,
        long published,
        long sent,
        long sentBytes,
        long lost,
        long lagging,
        long catchingUp,
        long journalReads,
        long journalFailures,
        long rowsPruned,
        double heartbeatSeconds,
        double bufferUse,
        Map<String, Long> refusals,
        Map<String, Long> ends,
        Map<String, Long> gaps,
        Map<String, Integer> qualities,
        Buckets latency,
        Buckets publish,
        Buckets commit) {

    public Figures {
        refusals = Map.copyOf(refusals);
        ends = Map.copyOf(ends);
        gaps = Map.copyOf(gaps);
        qualities = Map.copyOf(qualities);
    }
}
