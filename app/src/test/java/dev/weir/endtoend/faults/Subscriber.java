package dev.weir.endtoend.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.history.History.Event;
import dev.weir.history.History.Gap;
import dev.weir.history.History.Told;
import dev.weir.wire.Frame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Follows one topic from its first event, and comes back with its last id whenever its stream ends or says nothing for longer
 * than its heartbeat allows.
 */
final class Subscriber implements AutoCloseable {

    private static final int LINE_BYTES_MAX = 1 << 20;
    private static final int HEARTBEAT_SECONDS = 2;
    private static final int SILENCE_MAX_MILLIS = 7_000;
    private static final int CONNECT_MAX_MILLIS = 2_000;
    private static final long BEFORE_RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final String topic;
    private final Supplier<URI> node;
    private final Consumer<Told> told;
    private final Thread thread;
    private final AtomicInteger opened = new AtomicInteger();
    private volatile long seq;
    private volatile boolean closed;
    private volatile Socket socket = new Socket();
    private String lastEventId = "";

    private Subscriber(String topic, Supplier<URI> node, Consumer<Told> told) {
        this.topic = topic;
        this.node = node;
        this.told = told;
        thread = new Thread(this::follow, "subscriber");
    }

    /** @param node asked for each connection */
    static Subscriber start(String topic, Supplier<URI> node, Consumer<Told> told) {
        var subscriber = new Subscriber(topic, node, told);
        subscriber.thread.start();
        return subscriber;
    }

    String topic() {
        return topic;
    }

    /** The number of the last event that it was told. */
    long seq() {
        return seq;
    }

    /** Streams that were opened. */
    int opened() {
        return opened.get();
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void follow() {
        while (!closed) {
            try {
                followOnce();
            } catch (IOException away) {
                // Comes back, as it does when the stream ends.
            }
            LockSupport.parkNanos(BEFORE_RETURN_NANOS);
        }
    }

    private void followOnce() throws IOException {
        var base = node.get();
        try (var opening = new Socket()) {
            socket = opening;
            opening.setSoTimeout(SILENCE_MAX_MILLIS);
            opening.connect(new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_MAX_MILLIS);
            opening.getOutputStream().write(request().getBytes(US_ASCII));
            var in = new BufferedInputStream(opening.getInputStream());
            if (closed || !head(in).startsWith("HTTP/1.1 200 ")) {
                return;
            }
            read(in);
        }
    }

    /** In HTTP/1.0 the body is the stream itself, without chunks. */
    private String request() {
        return "GET /stream?from=earliest&heartbeat=" + HEARTBEAT_SECONDS + "&topic=" + topic + " HTTP/1.0\r\n"
                + "Host: weir\r\nAccept: text/event-stream\r\n"
                + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
                + "\r\n";
    }

    /** Up to the empty line, which is taken too. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private void read(InputStream in) throws IOException {
        var parser = new FrameParser(LINE_BYTES_MAX, LINE_BYTES_MAX);
        var buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0 && !closed; count = in.read(buffer)) {
            parser.parse(buffer, 0, count, this::keep);
        }
    }

    private void keep(Frame frame) {
        if (!(frame instanceof EventFrame event)) {
            return;
        }
        if (event.type().equals("stream-open")) {
            opened.incrementAndGet();
        } else if (event.type().equals("stream-gap")) {
            told.accept(new Gap(event.data()));
        } else if (!event.type().startsWith("stream-")) {
            var id = event.lastEventId();
            long number = Long.parseLong(id.substring(id.indexOf('-') + 1));
            told.accept(new Event(number, event.data()));
            seq = number;
        }
        if (!event.lastEventId().isEmpty()) {
            lastEventId = event.lastEventId();
        }
    }
}
