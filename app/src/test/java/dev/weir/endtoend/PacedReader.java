package dev.weir.endtoend;

import dev.weir.wire.Frame;
import dev.weir.wire.FrameParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.LongFunction;

/**
 * A subscriber that reads no more than it is given leave to, also for the kernel: its socket takes two kilobytes. It
 * checks each event and keeps none.
 */
final class PacedReader implements AutoCloseable {

    /** The least that Linux gives; what the server's kernel learns of is then half a kilobyte at a time. */
    private static final int RECEIVE_BYTES = 1_152;

    private static final int FRAME_BYTES_MAX = 1 << 20;

    private final URI stream;
    private final boolean small;
    private final LongFunction<String> expected;
    private final Semaphore leave = new Semaphore(0);
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Socket socket;
    private volatile String lastEventId = "";
    private volatile long events;
    private volatile boolean open;
    private volatile boolean free;
    private volatile boolean ended;
    private volatile boolean closed;

    private PacedReader(URI stream, boolean small, LongFunction<String> expected) throws IOException {
        this.stream = stream;
        this.expected = expected;
        this.small = small;
        this.socket = connect();
        this.thread = new Thread(this::follow, "paced-reader");
    }

    /**
     * Reads nothing beyond the opening yet.
     *
     * @param expected the data of the event of each sequence number, of which the first is 1
     */
    static PacedReader slow(URI stream, LongFunction<String> expected) throws IOException {
        var reader = new PacedReader(stream, true, expected);
        reader.thread.start();
        return reader;
    }

    /** Reads all that comes, with buffers of the usual size. */
    static PacedReader fast(URI stream, LongFunction<String> expected) throws IOException {
        var reader = new PacedReader(stream, false, expected);
        reader.letGo();
        reader.thread.start();
        return reader;
    }

    void mayRead(int bytes) {
        leave.release(bytes);
    }

    /** All that comes, from now on. */
    void letGo() {
        free = true;
        leave.release();
    }

    /** A new stream that goes on behind the last event, when the one before has ended. */
    void comeBack() throws IOException {
        socket = connect();
        open = false;
        ended = false;
        new Thread(this::follow, "paced-reader-again").start();
    }

    boolean isOpen() {
        return open;
    }

    /** The connection is over, and not by this client. */
    boolean ended() {
        return ended;
    }

    /** Which were right. */
    long events() {
        return events;
    }

    /** What was not the very next event, with its own data. */
    List<String> faults() {
        return faults;
    }

    private Socket connect() throws IOException {
        var made = new Socket();
        if (small) {
            made.setReceiveBufferSize(RECEIVE_BYTES);
        }
        made.connect(new InetSocketAddress(stream.getHost(), stream.getPort()));
        // With HTTP/1.0 the body is the stream itself, without chunks.
        var id = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        var request = "GET " + stream.getPath() + "?" + stream.getQuery() + " HTTP/1.0\r\nHost: weir\r\n" + id + "\r\n";
        made.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return made;
    }

    private void follow() {
        try {
            followOnce();
            while (!open && !closed) {
                // Refused for the moment, as on a machine that others keep busy.
                socket = connect();
                followOnce();
            }
            ended = !closed;
        } catch (IOException cut) {
            ended = !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void followOnce() throws IOException, InterruptedException {
        try (var reading = socket) {
            var in = reading.getInputStream();
            skipHead(in);
            var parser = new FrameParser(FRAME_BYTES_MAX, FRAME_BYTES_MAX);
            var buffer = new byte[8192];
            for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                parser.parse(buffer, 0, count, this::take);
            }
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        for (int newlines = 0; newlines < 2; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException, InterruptedException {
        if (free || !open) {
            return in.read(buffer, 0, open ? buffer.length : 1);
        }
        leave.acquire();
        int most = 1 + leave.drainPermits();
        int count = in.read(buffer, 0, Math.min(most, buffer.length));
        leave.release(most - Math.max(0, count));
        return count;
    }

    private void take(Frame frame) {
        if (!(frame instanceof Frame.EventFrame event)) {
            return;
        }
        if (event.type().equals("stream-open")) {
            open = true;
        } else if (event.type().startsWith("stream-")) {
            if (!open) {
                return;
            }
            faults.add(event.type() + " " + event.data());
        } else {
            long seq = events + 1;
            if (!event.lastEventId().equals("1-" + seq) || !event.data().equals(expected.apply(seq))) {
                faults.add(event.lastEventId() + " (expected: 1-" + seq + " with its own data)");
            }
            events = seq;
        }
        lastEventId = event.lastEventId().isEmpty() ? lastEventId : event.lastEventId();
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            letGo();
            thread.join(10_000);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
