package dev.weir.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;

/** A small server of events that is not Weir: POST to one path, GET of another, no ids, nothing stored. */
final class ForeignServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final IntPredicate dropped;
    private int published;

    /** @param dropped by which publish it is, from 1: whether streams never get it */
    ForeignServer(IntPredicate dropped) {
        this.dropped = dropped;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/events", this::stream);
        server.createContext("/publish", this::publish);
        server.start();
    }

    String options() {
        var base = "http://127.0.0.1:" + server.getAddress().getPort();
        return "--stream-url " + base + "/events --publish-url " + base + "/publish";
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        streams.add(exchange.getResponseBody());
    }

    private synchronized void publish(HttpExchange exchange) throws IOException {
        var data = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        published++;
        if (!dropped.test(published)) {
            for (var stream : streams) {
                stream.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
                stream.flush();
            }
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
