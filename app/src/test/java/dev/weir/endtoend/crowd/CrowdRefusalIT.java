package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.WeirProcess;
import dev.weir.wire.StreamEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More browsers than a node has room for: none is lost, and they come back when they were told, not all at once. */
@Tag("alone")
class CrowdRefusalIT {

    private static final int ROOM = 800;

    /** More than the 1,000 connections that a node with this room takes beyond its streams: none may be kept for nothing. */
    private static final int CLIENTS = 1_500;

    private static final int ARRIVALS_PER_SECOND = 500;
    private static final long RETRY_MIN_MILLIS = 1_000;
    private static final long RETRY_MAX_MILLIS = 8_000;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(500);
    private static final String TOPIC = "t";

    @Test
    @Timeout(600)
    void who_is_refused_comes_back_spread_out_and_gets_in_when_there_is_room(@TempDir Path folder) {
        try (var weir = WeirProcess.on(
                        folder,
                        "-Dweir.connections.max=" + ROOM,
                        "-Dweir.connections.retry-min=" + RETRY_MIN_MILLIS + "ms",
                        "-Dweir.connections.retry-max=" + RETRY_MAX_MILLIS + "ms");
                var publishers = SteadyPublishers.start(weir.uri("/"), List.of(TOPIC), PUBLISH_PAUSE, 0);
                var holders = gather(weir, ROOM, publishers)) {
            holders.awaitThat(() -> holders.open() == ROOM, SOON);
            try (var crowd = gather(weir, CLIENTS, publishers)) {
                crowd.awaitThat(() -> firstRetries(crowd).length == CLIENTS, SOON);
                assertAllWereRefused(crowd);
                assertEvenlySpread(crowd);
                assertThat(holders.visits(visit -> true)).hasSize(ROOM).allMatch(Visit::isOpen);

                holders.leave(client -> true);
                crowd.awaitThat(() -> crowd.open() == ROOM, SOON);
                crowd.leave(crowd.openClients()::contains);
                crowd.awaitThat(() -> crowd.open() == CLIENTS - ROOM, SOON);

                publishers.stop();
                crowd.awaitThat(() -> crowd.behind(publishers::acknowledged) == 0, SOON);
                assertThat(crowd.faults()).isEmpty();
                assertThat(crowd.gaps()).isZero();
                assertThat(crowd.dead()).isEmpty();
                report(crowd);
            }
        }
    }

    private static Crowd gather(WeirProcess weir, int clients, SteadyPublishers publishers) {
        var plan = CrowdPlan.ofManyAddresses(clients, ARRIVALS_PER_SECOND, client -> List.of(TOPIC));
        return Crowd.gather(weir.uri("/"), plan, publishers::sent);
    }

    private static void assertAllWereRefused(Crowd crowd) {
        assertThat(crowd.open()).isZero();
        assertThat(crowd.dead()).isEmpty();
        assertThat(crowd.visits(visit -> visit.endedAt() != Visit.NEVER)).allSatisfy(visit -> {
            assertThat(visit.status()).isEqualTo(200);
            assertThat(visit.byeCode()).isEqualTo(StreamEnd.OVERLOAD.code());
            assertThat(visit.retryMillis())
                    .isEqualTo(visit.byeAfterMillis())
                    .isBetween(RETRY_MIN_MILLIS, RETRY_MAX_MILLIS);
        });
    }

    /** Of each client the first one: who is told a short time is told more often. */
    private static void assertEvenlySpread(Crowd crowd) {
        assertThat(Spread.distance(firstRetries(crowd), RETRY_MIN_MILLIS, RETRY_MAX_MILLIS))
                .isLessThan(Spread.distanceMax(CLIENTS));
    }

    private static long[] firstRetries(Crowd crowd) {
        return crowd.visitsByClient().values().stream()
                .flatMap(visits -> visits.stream().filter(Visit::wasRefused).limit(1))
                .mapToLong(Visit::retryMillis)
                .sorted()
                .toArray();
    }

    private static void report(Crowd crowd) {
        System.err.printf(
                "crowd, no room: %d clients refused %s, distance from an even spread %.3f of %.3f at most;"
                        + " let in each second %s%n",
                CLIENTS,
                crowd.byes(0),
                Spread.distance(firstRetries(crowd), RETRY_MIN_MILLIS, RETRY_MAX_MILLIS),
                Spread.distanceMax(CLIENTS),
                crowd.connectsPerSecond(0));
    }
}
