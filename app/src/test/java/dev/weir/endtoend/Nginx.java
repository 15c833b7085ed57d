package dev.weir.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    private final ProxyProcess process;

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
        this.port = ProxyProcess.freePort();
        write(HOLDS_BACK);
        process = ProxyProcess.start(
                List.of("nginx", "-p", folder.toString(), "-c", settings().toString(), "-g", "daemon off;"),
                port,
                folder.resolve("nginx.log"));
    }

    URI uri(String path) {
        return process.uri(path);
    }

    /** From the next connection on. */
    void passOn() {
        write(PASSES_ON);
        process.signal("-HUP");
    }

    @Override
    public void close() {
        process.close();
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
}
