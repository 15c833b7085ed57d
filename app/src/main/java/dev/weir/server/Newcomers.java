package dev.weir.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.io.Inet;

/**
 * Sockets of a TLS port on which nothing was asked yet. The library's TLS stage does not let go of a connection whose
 * handshake has not ended, however its {@link Conversation} ends; so the socket itself is told that nothing more comes.
 *
 * <p>A socket is in here from its opening to its first request or to the end of its time, whatever becomes of it.
 */
final class Newcomers extends Inet.AbstractSocketOption {

    private record Newcomer(Socket socket, long untilNanos) {}

    private final Map<SocketAddress, Newcomer> waiting = new ConcurrentHashMap<>();
    private final long patienceNanos;
    private final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime} */
    Newcomers(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Called by the library, with each socket that it has accepted. */
    @Override
    public void afterConnect(Socket socket) {
        var remote = socket.getRemoteSocketAddress();
        if (remote != null) {
            waiting.put(remote, new Newcomer(socket, nanoTime.getAsLong() + patienceNanos));
        }
    }

    /** Its client is one no more. */
    void heard(HttpRequest request) {
        request.getAttribute(AttributeKeys.remoteAddress)
                .ifPresent(remote -> remote.getAddress()
                        .ifPresent(address -> waiting.remove(new InetSocketAddress(address, remote.getPort()))));
    }

    /** Ends what comes from those whose time is over. */
    void look() {
        long now = nanoTime.getAsLong();
        waiting.forEach((remote, newcomer) -> {
            if (now - newcomer.untilNanos >= 0 && waiting.remove(remote, newcomer)) {
                end(newcomer.socket);
            }
        });
    }

    int count() {
        return waiting.size();
    }

    private static void end(Socket socket) {
        try {
            socket.shutdownInput();
        } catch (IOException closed) {
            // It is over already, as it is with those that were turned away.
        }
    }
}
