package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The clients of one thread. Everything but the volatile counts is for that thread only. */
final class ReaderLoop implements SelectorThread.Work {

    private static final int READ_BYTES_MAX = 1 << 18;
    private static final long LATENCY_MICROS_MAX = TimeUnit.HOURS.toMicros(1);
    private static final int LATENCY_DIGITS = 3;

    private final Target target;
    private final Marker marker;
    private final int eventBytes;

    /** Streams that may be asked for and not open at the same time. */
    private final int inFlightMax;

    private final boolean comeBack;

    private final List<StreamReader> readers = new ArrayList<>();
    private final ArrayDeque<StreamReader> waiting = new ArrayDeque<>();
    private final PriorityQueue<StreamReader> away =
            new PriorityQueue<>(Comparator.comparingLong(StreamReader::comesBackAt));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);

    private final ReadPace pace = new ReadPace();

    /** Of each socket; 0 for what the system gives. */
    private int receiveBytes;

    private @Nullable Selector selector;
    private Histogram latency = newHistogram();
    private long now;
    private long delivered;
    private long bytes;
    private long reads;
    private long cutAt = System.nanoTime();
    private int inFlight;

    private final StreamCounts counts = new StreamCounts();

    /** One for each time that a client came back; at most a few for each. */
    private final List<Long> openedAt = new ArrayList<>();

    /** @param comeBack whether a stream that ends is asked for again, with its id after the server's time */
    ReaderLoop(Target target, Marker marker, int eventBytes, int inFlightMax, boolean comeBack) {
        this.target = target;
        this.marker = marker;
        this.eventBytes = eventBytes;
        this.inFlightMax = inFlightMax;
        this.comeBack = comeBack;
    }

    static Histogram newHistogram() {
        return new Histogram(LATENCY_MICROS_MAX, LATENCY_DIGITS);
    }

    /** Counts a time in a histogram of microseconds; what is beyond its end counts as its end. */
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, Math.min(LATENCY_MICROS_MAX, nanos / 1_000)));
    }

    @Override
    public void begin(Selector ofThread) {
        selector = ofThread;
    }

    @Override
    public void ready(SelectionKey key) {
        var reader = (StreamReader) key.attachment();
        try {
            if (key.isConnectable()) {
                reader.connected(key);
            } else if (key.isWritable()) {
                reader.send(key);
            } else if (reader.read(buffer, pace.bytesMax(buffer.capacity())) < 0) {
                ended(reader, "ended by the server");
            } else if (!pace.isFull()) {
                key.interestOps(0);
            }
        } catch (IOException broken) {
            ended(reader, String.valueOf(broken.getMessage()));
        }
    }

    @Override
    public long due() {
        while (inFlight < inFlightMax && !waiting.isEmpty()) {
            connect(waiting.remove());
        }
        long time = System.nanoTime();
        if (pace.takeTurn(time)) {
            readAgain();
        }
        while (!away.isEmpty() && away.element().comesBackAt() - time <= 0) {
            connect(away.remove());
        }
        long wait = away.isEmpty() ? Long.MAX_VALUE : Math.max(0, away.element().comesBackAt() - time);
        return Math.min(wait, pace.nanosToTurn(time));
    }

    private void readAgain() {
        for (var reader : readers) {
            reader.readOn();
        }
    }

    /** @param bytesPerSecond that each client reads, when all are open; or {@link ReadPace#FULL} */
    void pace(int bytesPerSecond) {
        pace.set(bytesPerSecond);
        readAgain();
    }

    /** Before any stream is asked for: how much the system may take for a client that does not read. */
    void receiveInto(int bytes) {
        receiveBytes = bytes;
    }

    int receiveBytes() {
        return receiveBytes;
    }

    private void connect(StreamReader reader) {
        inFlight++;
        try {
            reader.connect();
        } catch (IOException failure) {
            ended(reader, String.valueOf(failure.getMessage()));
        }
    }

    private void ended(StreamReader reader, String how) {
        if (reader.state() == StreamReader.State.CLOSED) {
            return;
        }
        boolean wasOpen = reader.state() == StreamReader.State.OPEN;
        boolean wasConnecting = reader.state() == StreamReader.State.CONNECTING;
        reader.reset();
        if (wasOpen) {
            counts.ended();
        } else {
            inFlight--;
            counts.connectFailed();
        }
        if (comeBack) {
            reader.comeBackAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(reader.retryMillis()));
            away.add(reader);
        } else {
            throw BenchStop.failed((wasConnecting
                            ? "stream: " + target.stream().address() + " cannot be reached: "
                            : wasOpen
                                    ? "stream: one of " + (counts.open() + 1) + " that were open: "
                                    : "stream: before it was open: ")
                    + how);
        }
    }

    void refused(StreamReader reader, String how) {
        if (!comeBack) {
            throw BenchStop.failed(how);
        }
        ended(reader, how);
    }

    /** It comes back, as any client would, after so long. */
    void refusedForNow(StreamReader reader, long millis) {
        reader.reset();
        inFlight--;
        counts.refused();
        reader.comeBackAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        away.add(reader);
    }

    void opened() {
        inFlight--;
        counts.opened();
        if (comeBack) {
            openedAt.add(counts.lastOpenedAt());
        }
    }

    void received(int count) {
        now = Origin.now();
        bytes += count;
        reads++;
    }

    void delivered(long publishedAt) {
        delivered++;
        record(latency, now - publishedAt);
    }

    void satisfied() {
        counts.satisfied();
    }

    Selector selector() {
        if (selector == null) {
            throw new IllegalStateException("loop: not begun");
        }
        return selector;
    }

    Target target() {
        return target;
    }

    /** What reads the body of a reader's next stream. */
    StreamBody body(StreamReader reader, @Nullable FrameFollower before) {
        return comeBack ? new FrameFollower(marker, reader, before) : new MarkerScanner(marker, eventBytes, reader);
    }

    /** It is asked for when its turn comes. */
    void add(StreamReader reader) {
        readers.add(reader);
        waiting.add(reader);
    }

    List<StreamReader> readers() {
        return readers;
    }

    /** What came since the last time. */
    Readers.Cut cut() {
        long time = System.nanoTime();
        var result = new Readers.Cut((time - cutAt) / 1e9, delivered, latency, bytes, reads, 0);
        cutAt = time;
        delivered = 0;
        bytes = 0;
        reads = 0;
        latency = newHistogram();
        return result;
    }

    /** Ends all streams with a reset and forgets their clients. */
    void dropAll() {
        readers.forEach(StreamReader::reset);
        readers.clear();
        waiting.clear();
        away.clear();
        counts.reset();
        inFlight = 0;
    }

    /** When streams were opened, in nanoseconds, of clients that come back; forgotten with that. */
    List<Long> takeOpenedAt() {
        var taken = List.copyOf(openedAt);
        openedAt.clear();
        return taken;
    }

    StreamCounts counts() {
        return counts;
    }
}
