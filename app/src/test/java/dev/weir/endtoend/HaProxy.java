package dev.weir.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    private final ProxyProcess process;

    private HaProxy(ProxyProcess process) {
        this.process = process;
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
            int port = ProxyProcess.freePort();
            var to = weir.uri("/");
            var settings = folder.resolve("haproxy-" + port + ".cfg");
            Files.writeString(
                    settings, SETTINGS.formatted(silenceMax.toMillis(), options, port, to.getHost(), to.getPort()));
            return new HaProxy(ProxyProcess.start(
                    List.of("haproxy", "-db", "-f", settings.toString()),
                    port,
                    folder.resolve("haproxy-" + port + ".log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return process.uri(path);
    }

    @Override
    public void close() {
        process.close();
    }
}
