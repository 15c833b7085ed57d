package dev.weir.endtoend;

import dev.weir.wire.Frame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A subscriber that comes back with its last id whenever its stream ends, and keeps what it was sent. It can cut its own
 * connection after any number of bytes, which is what a network does.
 */
final class Follower implements AutoCloseable {

    /** Never cuts. */
    static final IntSupplier NO_CUT = () -> Integer.MAX_VALUE;

    private static final int LINE_BYTES_MAX = 1 << 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI stream;
    private final IntSupplier cutAfterBytes;
    private final Thread thread;
    private final List<EventFrame> events = new CopyOnWriteArrayList<>();
    private final List<EventFrame> controls = new CopyOnWriteArrayList<>();
    private volatile String lastEventId = "";
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger cleanEnds = new AtomicInteger();
    private volatile boolean closed;
    private volatile InputStream body = InputStream.nullInputStream();

    private Follower(URI stream, IntSupplier cutAfterBytes) {
        this.stream = stream;
        this.cutAfterBytes = cutAfterBytes;
        this.thread = new Thread(this::follow, "follower");
    }

    /**
     * @param cutAfterBytes asked once for each connection
     */
    static Follower start(URI stream, IntSupplier cutAfterBytes) {
        var follower = new Follower(stream, cutAfterBytes);
        follower.thread.start();
        return follower;
    }

    /** What was published, in the order in which it came. */
    List<EventFrame> events() {
        return events;
    }

    /** What Weir itself said: {@code stream-open} and the like. */
    List<EventFrame> controls() {
        return controls;
    }

    long opened() {
        return controls.stream()
                .filter(frame -> frame.type().equals("stream-open"))
                .count();
    }

    int connects() {
        return connects.get();
    }

    /** Streams that the server ended in good order. */
    int cleanEnds() {
        return cleanEnds.get();
    }

    String lastEventId() {
        return lastEventId;
    }

    @Override
    public void close() {
        closed = true;
        try {
            body.close();
            thread.interrupt();
            thread.join(10_000);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void follow() {
        while (!closed) {
            try {
                connects.incrementAndGet();
                followOnce(cutAfterBytes.getAsInt());
            } catch (IOException e) {
                // The server is away, or has cut the stream: come back at once, as this client has no manners.
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void followOnce(int bytesMax) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(stream);
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        try (var in = response.body()) {
            body = in;
            read(in, bytesMax);
        }
    }

    private void read(InputStream in, int bytesMax) throws IOException {
        var parser = new FrameParser(LINE_BYTES_MAX, LINE_BYTES_MAX);
        var buffer = new byte[8192];
        int taken = 0;
        while (taken < bytesMax) {
            int count = in.read(buffer, 0, Math.min(buffer.length, bytesMax - taken));
            if (count < 0) {
                cleanEnds.incrementAndGet();
                return;
            }
            taken += count;
            parser.parse(buffer, 0, count, this::keep);
        }
    }

    private void keep(Frame frame) {
        if (frame instanceof EventFrame event) {
            (event.type().startsWith("stream-") ? controls : events).add(event);
            if (!event.lastEventId().isEmpty()) {
                lastEventId = event.lastEventId();
            }
        }
    }
}
