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

/** nginx before one Weir, set up by somebody who does not think of streams, and then by somebody who does. */
final class Nginx implements AutoCloseable {

    private static final String SETTINGS = """
            worker_processes 1;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 100; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                server {
                    listen 127.0.0.1:%d;
                    location = /page { default_type text/html; return 200 "<!doctype html><title>A page</title>"; }
                    location / {
                        proxy_pass http://127.0.0.1:%d;
                        proxy_http_version 1.1;
                        proxy_set_header Connection '';
                        proxy_read_timeout 5m;
                        %s
                    }
                }
            }
            """;

    /** It compresses whatever comes, and gives nothing out before it has enough of it. */
    private static final String HOLDS_BACK =
            "proxy_ignore_headers X-Accel-Buffering; proxy_set_header Accept-Encoding ''; gzip on; gzip_types text/event-stream application/json;";

    private static final String PASSES_ON = "proxy_buffering off;";

    private final Path folder;
    private final int port;
    private final int weirPort;
    private final Process process;

    /**
     * Skips the test where nginx is not installed.
     *
     * @param folder for its files
     */
    static Nginx holdingBack(WeirProcess weir, Path folder) {
        Programs.need("nginx", "-v");
        return new Nginx(weir, folder);
    }

    private Nginx(WeirProcess weir, Path folder) {
        this.folder = folder;
        this.weirPort = weir.port();
        this.port = freePort();
        write(HOLDS_BACK);
        try {
            process = new ProcessBuilder(
                            "nginx", "-p", folder.toString(), "-c", settings().toString(), "-g", "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** From the next connection on. */
    void passOn() {
        write(PASSES_ON);
        try {
            new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
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

    private Path settings() {
        return folder.resolve("nginx.conf");
    }

    private void write(String buffering) {
        try {
            Files.writeString(settings(), SETTINGS.formatted(port, weirPort, buffering));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
