package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.wire.Frame;
import dev.weir.wire.Frame.CommentFrame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** One request for a stream on a socket of its own, with headers of its own; keeps what came, and when. */
final class StreamSocket implements AutoCloseable {

    /** So little that a server soon finds the socket full once nobody reads. */
    private static final int RECEIVE_BYTES = 16 * 1024;

    private static final int LINE_BYTES_MAX = 1 << 20;

    /** @param atNanos of {@link System#nanoTime} */
    record Seen(long atNanos, Frame frame) {}

    private final Socket socket = new Socket();
    private final FrameParser parser = new FrameParser(LINE_BYTES_MAX, LINE_BYTES_MAX);
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::read, "stream-socket");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile CountDownLatch reading = new CountDownLatch(0);
    private volatile long endedAtNanos;

    private StreamSocket(URI stream, String headers) {
        try {
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.connect(new InetSocketAddress(stream.getHost(), stream.getPort()));
            var request = "GET " + stream.getRawPath() + "?" + stream.getRawQuery() + " HTTP/1.1\r\nHost: weir\r\n"
                    + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param headers each ended by CRLF */
    static StreamSocket open(URI stream, String headers) {
        var opened = new StreamSocket(stream, headers);
        opened.thread.start();
        return opened;
    }

    boolean isOpen() {
        return !controls("stream-open").isEmpty();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    List<Frame> frames() {
        return seen.stream().map(Seen::frame).toList();
    }

    List<EventFrame> controls(String type) {
        return eventFrames().filter(frame -> frame.type().equals(type)).toList();
    }

    /** What was published, in the order in which it came. */
    List<EventFrame> events() {
        return eventFrames()
                .filter(frame -> !frame.type().startsWith("stream-"))
                .toList();
    }

    /** Empty while none came. */
    String lastEventId() {
        return eventFrames()
                .map(EventFrame::lastEventId)
                .filter(id -> !id.isEmpty())
                .reduce("", (before, id) -> id);
    }

    int heartbeats() {
        return (int)
                seen.stream().filter(one -> one.frame() instanceof CommentFrame).count();
    }

    /** From the first byte to the end, or to now. */
    Duration lived() {
        return seen.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(end() - seen.get(0).atNanos());
    }

    /** Nothing came for so long before the end. */
    Duration lastSilence() {
        return Duration.ofNanos(end() - seen.get(seen.size() - 1).atNanos());
    }

    /** The times between heartbeats, and from the opening to the first. */
    List<Duration> betweenHeartbeats() {
        var between = new ArrayList<Duration>();
        long before = seen.get(0).atNanos();
        for (var one : seen) {
            if (one.frame() instanceof CommentFrame) {
                between.add(Duration.ofNanos(one.atNanos() - before));
                before = one.atNanos();
            }
        }
        return between;
    }

    /** Takes nothing more from the socket, but what is being taken just now. */
    void stopReading() {
        reading = new CountDownLatch(1);
    }

    void readOn() {
        reading.countDown();
    }

    /** As a program that dies with unread data would: the other side gets a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        leave();
    }

    /** As a page that is closed: the other side sees the end of what it could read. */
    void leave() {
        try {
            socket.close();
            readOn();
            thread.join(10_000);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        leave();
    }

    private long end() {
        return hasEnded() ? endedAtNanos : System.nanoTime();
    }

    private Stream<EventFrame> eventFrames() {
        return frames().stream().filter(EventFrame.class::isInstance).map(EventFrame.class::cast);
    }

    private void read() {
        try (var in = socket.getInputStream()) {
            var status = line(in);
            if (!status.contains(" 200")) {
                throw new IOException("status: " + status);
            }
            skipHeaders(in);
            readChunks(in);
        } catch (IOException e) {
            // Cut, by whomever: that is an end like any other.
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            endedAtNanos = System.nanoTime();
            ended.countDown();
        }
    }

    private void readChunks(InputStream in) throws IOException, InterruptedException {
        for (int size = size(in); size > 0; size = size(in)) {
            var chunk = in.readNBytes(size);
            long now = System.nanoTime();
            parser.parse(chunk, 0, chunk.length, frame -> seen.add(new Seen(now, frame)));
            line(in);
            reading.await();
        }
    }

    private static void skipHeaders(InputStream in) throws IOException {
        String header;
        do {
            header = line(in);
        } while (!header.isEmpty());
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("closed within a line");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
