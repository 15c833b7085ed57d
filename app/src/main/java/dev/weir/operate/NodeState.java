package dev.weir.operate;

import java.time.Instant;
import java.util.Map;

/**
 * What a node is at one moment, beside its {@link Sample}. Counts are since its start.
 *
 * @param topics whose owners run here
 * @param feeds topics that are read here
 * @param shards how many topics run in each of the shards that are here
 */
record NodeState(
        String version,
        Instant startedAt,
        boolean journalUp,
        boolean draining,
        int topics,
        int feeds,
        Map<String, Integer> shards,
        long accepted,
        long refused,
        long reconnections,
        long published,
        long sent,
        long lost,
        long journalFailures,
        Map<String, Long> refusals,
        Map<String, Long> ends,
        Map<String, Long> gaps) {

    NodeState {
        shards = Map.copyOf(shards);
        refusals = Map.copyOf(refusals);
        ends = Map.copyOf(ends);
        gaps = Map.copyOf(gaps);
    }
}
