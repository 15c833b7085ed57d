package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.junit.jupiter.api.Test;

class ClusterEndTest {

    private static final List<Seed> SEEDS = List.of(new Seed("10.0.0.1", 7355), new Seed("::1", 7356));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void names_the_seeds_that_let_nobody_in() {
        assertThat(ClusterEnd.why(CoordinatedShutdown.clusterJoinUnsuccessfulReason(), SEEDS, PATIENCE))
                .hasValue(
                        "no node of weir.cluster.seeds let this one in: 10.0.0.1:7355, [::1]:7356 (expected: within 60"
                                + " s, by one that is a member; the first of them makes the cluster)");
    }

    @Test
    void says_that_the_others_have_given_the_node_up() {
        assertThat(ClusterEnd.why(CoordinatedShutdown.clusterDowningReason(), SEEDS, PATIENCE))
                .hasValueSatisfying(why -> assertThat(why).contains("given up by the others"));
    }

    @Test
    void says_nothing_of_an_end_in_good_order() {
        assertThat(ClusterEnd.why(CoordinatedShutdown.clusterLeavingReason(), SEEDS, PATIENCE))
                .isEmpty();
    }
}
