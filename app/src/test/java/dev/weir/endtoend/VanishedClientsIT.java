package dev.weir.endtoend;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.wire.Frame.EventFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are gone without a word, as a phone in a tunnel: on another machine, and somebody pulls the cable. */
@Tag("alone")
@Timeout(300)
class VanishedClientsIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LIFETIME_SECONDS = 20;

    /** 2 MB: many times what a socket may hold. */
    private static final int EVENTS = 16;

    private static final String DATA = "x".repeat(128 * 1024);

    @Test
    void are_found_by_traffic_or_by_the_end_of_their_lives_and_disturb_nobody(@TempDir Path folder) throws IOException {
        Programs.need("curl", "--version");
        try (var elsewhere = NetworkNamespace.make();
                var weir = WeirProcess.on(folder, settings(elsewhere.host()));
                var neighbour = Follower.start(weir.uri("/stream?topic=busy"), Follower.NO_CUT)) {
            var report = new NodeReport(weir);
            await().atMost(LONG).until(() -> neighbour.opened() == 1);
            var busy = elsewhere.start(
                    "curl", "-sN", weir.uri("/stream?topic=busy").toString());
            var silent = elsewhere.start(
                    "curl", "-sN", weir.uri("/stream?topic=silent&heartbeat=1").toString());
            try {
                await().atMost(LONG).until(() -> opened(report, "busy", elsewhere.guest()));
                await().atMost(LONG).until(() -> opened(report, "silent", elsewhere.guest()));

                elsewhere.cut();
                long waiting = publish(weir, elsewhere.guest());

                await().atMost(LONG).until(() -> ended(report, "busy", elsewhere.guest()));
                assertThat(reason(report, "busy", elsewhere.guest())).isEqualTo("stall");
                assertThat(report.metric("sse_stream_ends_total{reason=\"stall\"}"))
                        .isOne();
                assertThat(waiting)
                        .as(
                                "bytes that the kernel kept for the vanished: it doubles what it is told, and finishes a write")
                        .isBetween(BUFFER_BYTES / 2L, 3L * BUFFER_BYTES);

                await().atMost(LONG).until(() -> ended(report, "silent", elsewhere.guest()));
                System.err.printf("vanished: %d bytes waited; %s%n", waiting, report.logged("stream-end", "silent"));
                assertThat(reason(report, "silent", elsewhere.guest())).isEqualTo("lifetime");
                assertThat(report.metric("sse_stream_ends_total{reason=\"lifetime\"}"))
                        .isPositive();

                await().atMost(LONG).until(() -> neighbour.lastEventId().startsWith("1-" + EVENTS));
                assertThat(neighbour.events().stream().map(EventFrame::lastEventId))
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, EVENTS)
                                .mapToObj(seq -> "1-" + seq)
                                .toList());
                await().untilAsserted(() -> assertThat(neighbour.connects())
                        .as("never cut, but for the ends of its lives")
                        .isEqualTo(neighbour.cleanEnds() + 1));
            } finally {
                busy.destroyForcibly();
                silent.destroyForcibly();
            }
        }
    }

    private static String[] settings(String host) {
        return new String[] {
            "-Dweir.http.host=" + host,
            "-Dweir.auth.insecure-public=true",
            "-Dweir.connections.stall-timeout=2s",
            "-Dweir.connections.buffer=" + BUFFER_BYTES / 1024 + "KiB",
            "-Dweir.connections.lifetime=" + LIFETIME_SECONDS + "s"
        };
    }

    /** Returns the most that waited for a client at this address meanwhile, in bytes. */
    private static long publish(WeirProcess weir, String address) throws IOException {
        long waiting = 0;
        for (int seq = 1; seq <= EVENTS; seq++) {
            assertThat(Publish.text(weir, "busy", DATA)).contains("\"seq\":" + seq);
            waiting = Math.max(waiting, sendQueueBytes(weir.port(), address));
        }
        return waiting;
    }

    private static boolean opened(NodeReport report, String topic, String address) {
        return report.logged("stream-open", topic).stream()
                .anyMatch(line -> line.path("address").asText().equals(address));
    }

    private static boolean ended(NodeReport report, String topic, String address) {
        return !reason(report, topic, address).isEmpty();
    }

    /** Why the first stream of this address ended; empty while it has not. */
    private static String reason(NodeReport report, String topic, String address) {
        return report.logged("stream-end", topic).stream()
                .filter(line -> line.path("address").asText().equals(address))
                .map(line -> line.path("reason").asText())
                .findFirst()
                .orElse("");
    }

    /** What is not acknowledged of the connections from a port of ours to an IPv4 address: the fullest of them counts. */
    private static long sendQueueBytes(int port, String address) throws IOException {
        var connection = Pattern.compile(
                String.format("(?m)^ *\\d+: \\w+:%04X \\w*%s:\\w+ \\w+ (\\w+):", port, lastByteFirst(address)));
        var all = Files.readString(Path.of("/proc/net/tcp")) + Files.readString(Path.of("/proc/net/tcp6"));
        return connection
                .matcher(all)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1), 16))
                .max()
                .orElse(0);
    }

    private static String lastByteFirst(String address) throws IOException {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        return IntStream.iterate(bytes.length - 1, i -> i >= 0, i -> i - 1)
                .mapToObj(i -> String.format("%02X", bytes[i]))
                .collect(joining());
    }
}
