package dev.weir.endtoend;

import dev.weir.wire.Frame.RetryFrame;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A subscriber with the manners of a browser's EventSource: it comes back with its last id after the time that
 * {@code retry:} named, and asks for no interval of heartbeats. Each of its streams is kept.
 */
final class EventSourceClient implements AutoCloseable {

    private final URI stream;
    private final String headers;
    private final List<StreamSocket> streams = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "event-source");
    private String lastEventId = "";

    private EventSourceClient(URI stream, String headers) {
        this.stream = stream;
        this.headers = headers;
    }

    /** @param headers of each request, each ended by CRLF */
    static EventSourceClient follow(URI stream, String headers) {
        var client = new EventSourceClient(stream, headers);
        client.thread.start();
        return client;
    }

    /** The latest is last. */
    List<StreamSocket> streams() {
        return streams;
    }

    @Override
    public void close() {
        closed.countDown();
        streams.forEach(StreamSocket::close);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void follow() {
        try {
            long retryMillis = 0;
            while (!closed.await(retryMillis, TimeUnit.MILLISECONDS)) {
                try (var socket = StreamSocket.open(stream, headers + lastEventIdHeader())) {
                    streams.add(socket);
                    socket.awaitEnd();
                    retryMillis = retryMillis(socket);
                    var id = socket.lastEventId();
                    lastEventId = id.isEmpty() ? lastEventId : id;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String lastEventIdHeader() {
        return lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    }

    private static long retryMillis(StreamSocket socket) {
        return socket.frames().stream()
                .filter(RetryFrame.class::isInstance)
                .mapToLong(frame -> ((RetryFrame) frame).millis())
                .reduce(1_000, (before, millis) -> millis);
    }
}
