package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NewcomersTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Newcomers newcomers = new Newcomers(Duration.ofSeconds(11), nanos::get);
    private ServerSocketChannel server;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
        accepted = server.accept().socket();
        newcomers.afterConnect(accepted);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        server.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        newcomers.look();
    }

    private HttpRequest request() {
        return HttpRequest.GET("/").addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create((InetSocketAddress)
                accepted.getRemoteSocketAddress()));
    }

    @Test
    void nothing_more_comes_from_who_asked_for_nothing() throws IOException {
        pass(Duration.ofSeconds(11).minusNanos(1));
        assertThat(accepted.isInputShutdown()).isFalse();

        pass(Duration.ofNanos(1));

        assertThat(accepted.isInputShutdown()).isTrue();
        assertThat(accepted.getChannel().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(accepted.isOutputShutdown()).as("what is to be said can be").isFalse();
        assertThat(newcomers.count()).isZero();
    }

    @Test
    void who_has_asked_is_left_alone() {
        newcomers.heard(request());
        assertThat(newcomers.count()).isZero();

        pass(Duration.ofHours(1));

        assertThat(accepted.isInputShutdown()).isFalse();
    }

    @Test
    void who_has_left_is_forgotten_all_the_same() throws IOException {
        accepted.close();

        pass(Duration.ofSeconds(11));

        assertThat(newcomers.count()).isZero();
    }

    @Test
    void a_request_from_elsewhere_changes_nothing() {
        newcomers.heard(HttpRequest.GET("/"));
        newcomers.heard(HttpRequest.GET("/")
                .addAttribute(
                        AttributeKeys.remoteAddress,
                        RemoteAddress.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))));

        assertThat(newcomers.count()).isEqualTo(1);
    }
}
