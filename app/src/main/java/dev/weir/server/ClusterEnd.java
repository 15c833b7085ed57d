package dev.weir.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.CoordinatedShutdown.Reason;

/** Why a node ends that nobody told to, in words for who runs it: the library's name neither settings nor what to do. */
final class ClusterEnd {

    private ClusterEnd() {}

    /** @param patience how long a node waits to be let in */
    static Optional<String> why(Reason reason, List<Seed> seeds, Duration patience) {
        if (reason.equals(CoordinatedShutdown.clusterJoinUnsuccessfulReason())) {
            var names = seeds.stream().map(Seed::toString).collect(Collectors.joining(", "));
            return Optional.of("no node of weir.cluster.seeds let this one in: " + names + " (expected: within "
                    + patience.toSeconds() + " s, by one that is a member; the first of them makes the cluster)");
        }
        if (reason.equals(CoordinatedShutdown.clusterDowningReason())) {
            return Optional.of("this node has been given up by the others, or sees too few of them to go on (expected:"
                    + " to be started again)");
        }
        return Optional.empty();
    }
}
