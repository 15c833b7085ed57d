package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection to loopback that sends what it is told to, as slowly as it is told to, and keeps what comes back. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;
    private final long openedAtNanos = System.nanoTime();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<Duration> closed = new CompletableFuture<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger trickled = new AtomicInteger();

    private RawConnection(Socket socket) {
        this.socket = socket;
        var reader = new Thread(this::read, "raw-connection");
        reader.setDaemon(true);
        reader.start();
    }

    static RawConnection to(int port) {
        try {
            return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over a socket of the test's, which may speak TLS. */
    static RawConnection over(Socket socket) {
        return new RawConnection(socket);
    }

    RawConnection send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** One character after the other, until it has none or the connection is over. */
    RawConnection trickle(String text, Duration between) {
        var unused = pace.scheduleAtFixedRate(
                () -> {
                    int next = trickled.get();
                    if (next < text.length()) {
                        send(text.substring(next, next + 1));
                        trickled.incrementAndGet();
                    }
                },
                0,
                between.toMillis(),
                TimeUnit.MILLISECONDS);
        return this;
    }

    int trickled() {
        return trickled.get();
    }

    String received() {
        synchronized (received) {
            return received.toString(ISO_8859_1);
        }
    }

    boolean isClosed() {
        return closed.isDone();
    }

    /** How long it was open, once the other side has closed it. */
    Duration lived() {
        return closed.join();
    }

    /** Since it was opened. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedAtNanos);
    }

    private void read() {
        var some = new byte[8192];
        try {
            var in = socket.getInputStream();
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                synchronized (received) {
                    received.write(some, 0, length);
                }
            }
        } catch (IOException reset) {
            // Closed, by whomever.
            Thread.onSpinWait();
        } finally {
            closed.complete(age());
        }
    }

    @Override
    public void close() {
        pace.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
