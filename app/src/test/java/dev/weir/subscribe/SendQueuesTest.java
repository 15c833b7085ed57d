package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendQueuesTest {

    private static final int SMALL = 4096;

    private final SendQueues queues = new SendQueues(System::nanoTime);

    @AfterEach
    void close() {
        queues.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void the_kernel_tells_what_a_client_has_not_taken(String loopback) throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "needs /proc/net/tcp, of Linux");
        try (var server = ServerSocketChannel.open()) {
            assumeTrue(bound(server, loopback), "this machine has no " + loopback);
            try (var client = SocketChannel.open();
                    var other = SocketChannel.open(server.getLocalAddress())) {
                client.setOption(StandardSocketOptions.SO_RCVBUF, SMALL);
                client.connect(server.getLocalAddress());
                try (var otherAccepted = server.accept();
                        var accepted = server.accept()) {
                    int written = fill(accepted);
                    var queue = queues.of(text(accepted));

                    long before = told(queue);
                    assertThat(before).isBetween(written - 2L * SMALL, (long) written);
                    assertThat(told(queues.of(text(otherAccepted)))).isZero();

                    client.read(ByteBuffer.allocate(2 * SMALL));
                    await().untilAsserted(() -> assertThat(told(queue)).isLessThan(before));
                    assertThat(other.isOpen()).isTrue();
                }
            }
        }
    }

    private static boolean bound(ServerSocketChannel server, String address) {
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private static int fill(SocketChannel accepted) throws IOException {
        accepted.configureBlocking(false);
        int written = 0;
        for (int count = 1; count > 0; written += count) {
            count = accepted.write(ByteBuffer.allocate(16 * 1024));
        }
        return written;
    }

    private static String text(SocketChannel accepted) throws IOException {
        var remote = (InetSocketAddress) accepted.getRemoteAddress();
        return remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    private static long told(SendQueue queue) {
        long asked = System.nanoTime();
        queue.look();
        await().until(() ->
                queue.seen() != null && Objects.requireNonNull(queue.seen()).atNanos() >= asked);
        return Objects.requireNonNull(queue.seen()).bytes();
    }

    @Test
    void nothing_is_known_of_a_connection_that_is_not_there() {
        assertThat(told(queues.of("192.0.2.1:1"))).isEqualTo(SendQueue.UNKNOWN);
    }

    @Test
    void nothing_is_known_on_a_system_without_the_tables(@TempDir Path folder) {
        try (var none = new SendQueues(System::nanoTime, List.of(folder.resolve("tcp")))) {
            assertThat(told(none.of("192.0.2.1:1"))).isEqualTo(SendQueue.UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", ":80", "localhost:80", "abcd.de:80", "127.0.0.1", "127.0.0.1:x", "1.2.3.4.5:80"})
    void nothing_is_known_of_what_is_no_address(String text) {
        assertThat(queues.of(text)).isSameAs(SendQueue.NONE);
    }
}
