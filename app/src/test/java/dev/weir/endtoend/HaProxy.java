package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** HAProxy before one Weir; it says in {@code X-Forwarded-For} whose requests it passes on. */
final class HaProxy implements AutoCloseable {

    private static final String SETTINGS = """
            global
                maxconn 200
            defaults
                mode http
                option forwardfor
                timeout connect 5s
                timeout client 60s
                timeout server %dms
            %s
            listen weir
                bind 127.0.0.1:%d
                server weir %s:%d
            """;

    private final Process process;
    private final int port;

    private HaProxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Skips the test where HAProxy is not installed.
     *
     * @param folder for its settings and what it prints
     * @param silenceMax of a server, after which it cuts the connection
     * @param options lines of its section {@code defaults}
     */
    static HaProxy before(WeirProcess weir, Path folder, Duration silenceMax, String options) {
        Programs.need("haproxy", "-v");
        try {
            int port = freePort();
            var to = weir.uri("/");
            var settings = folder.resolve("haproxy-" + port + ".cfg");
            Files.writeString(
                    settings, SETTINGS.formatted(silenceMax.toMillis(), options, port, to.getHost(), to.getPort()));
            var output = folder.resolve("haproxy-" + port + ".log").toFile();
            var process = new ProcessBuilder("haproxy", "-db", "-f", settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            var proxy = new HaProxy(process, port);
            await().atMost(Duration.ofSeconds(30)).until(proxy::answers);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
