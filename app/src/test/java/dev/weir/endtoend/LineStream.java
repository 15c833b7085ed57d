package dev.weir.endtoend;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream of server-sent events as the JDK's client reads it, over TLS too: its lines. */
final class LineStream implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;

    private LineStream(HttpClient client, HttpRequest request) {
        thread = new Thread(() -> read(client, request), "line-stream");
        thread.start();
    }

    /** @param lastEventId empty for none */
    static LineStream open(HttpClient client, URI uri, String lastEventId) {
        var request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new LineStream(client, request.build());
    }

    private void read(HttpClient client, HttpRequest request) {
        try (var body = client.send(request, BodyHandlers.ofLines()).body()) {
            body.forEach(lines::add);
        } catch (java.io.IOException | UncheckedIOException cut) {
            lines.add("cut: " + cut);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } finally {
            ended.set(true);
        }
    }

    boolean has(String line) {
        return lines.contains(line);
    }

    List<String> lines() {
        return lines;
    }

    String lastEventId() {
        return lines.stream()
                .filter(line -> line.startsWith("id:"))
                .map(line -> line.substring(3).strip())
                .reduce("", (before, id) -> id);
    }

    boolean hasEnded() {
        return ended.get();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
