package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.WeirProcess;
import dev.weir.wire.StreamEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More browsers than seats on a node that evicts the least active, on a topic so quiet that everybody may go: those who were
 * evicted must not evict others in turn. Its rules one by one: {@code AdmissionTest}.
 */
@Tag("alone")
@Tag("long")
class CrowdEvictionIT {

    private static final int SEATS = 1_000;
    private static final int CLIENTS = 1_200;
    private static final int ARRIVALS_PER_SECOND = 400;
    private static final Duration WATCHED = Duration.ofMinutes(5);
    private static final String TOPIC = "t";

    /** Who has no seat asks again after 1 to 30 s, or 30 to 60 s when it was evicted: at most one in 15.5 s, on average. */
    private static final double ASKED_PER_SECOND_MAX = 2 * (CLIENTS - SEATS) / 15.5;

    @Test
    @Timeout(900)
    void evicted_clients_do_not_evict_others_in_turn(@TempDir Path folder) {
        try (var weir = WeirProcess.on(
                        folder, "-Dweir.connections.max=" + SEATS, "-Dweir.connections.overflow=evict-least-active");
                var publishers = SteadyPublishers.start(weir.uri("/"), List.of(TOPIC), WATCHED.dividedBy(2), 0);
                var crowd = Crowd.gather(
                        weir.uri("/"),
                        CrowdPlan.ofManyAddresses(CLIENTS, ARRIVALS_PER_SECOND, client -> List.of(TOPIC)),
                        publishers::sent)) {
            crowd.awaitThat(() -> crowd.visits(visit -> true).size() >= CLIENTS, Duration.ofMinutes(2));
            long settled = crowd.now();

            crowd.awaitThat(() -> crowd.now() - settled > WATCHED.toNanos(), WATCHED.multipliedBy(2));

            var asked = crowd.visits(visit -> visit.askedAt() > settled);
            double seconds = (double) (crowd.now() - settled) / TimeUnit.SECONDS.toNanos(1);
            var told = crowd.byes(0);
            int evicted = told.getOrDefault(StreamEnd.EVICTED.code(), 0);
            System.err.printf(
                    "crowd, evictions: %d clients at %d seats for %.0f s: told %s; asked for a stream %.1f times a second%n",
                    CLIENTS, SEATS, seconds, told, asked.size() / seconds);
            assertThat(evicted).as("each newcomer without a seat, once").isBetween(1, CLIENTS - SEATS);
            assertThat(asked.size() / seconds).isLessThan(ASKED_PER_SECOND_MAX);
            assertThat(crowd.open()).isGreaterThan(SEATS * 95 / 100).isLessThanOrEqualTo(SEATS);
            publishers.stop();
            assertThat(crowd.faults()).isEmpty();
            assertThat(crowd.gaps()).isZero();
        }
    }
}
