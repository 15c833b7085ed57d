package dev.weir.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All publishers, on one thread. They publish as fast as they are answered, or at a rate: then each event has a time at
 * which it should be sent, which it carries however late it is sent, so that a server that holds publishers back does not
 * hide how long events wait.
 */
final class PublisherLoop implements SelectorThread.Work {

    private static final int ANSWER_BYTES_MAX = 1 << 16;

    /** Publishes that may wait for a publisher to be free, of all together. */
    private static final int DUE_MAX = 1_000_000;

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final InetSocketAddress address;
    private final boolean comeBack;
    private final List<Publisher> publishers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
    private final List<Publisher> delayed = new ArrayList<>();
    private final AtomicLong refusals = new AtomicLong();

    private @Nullable Selector selector;
    private Histogram latency = ReaderLoop.newHistogram();
    private boolean running;
    private long intervalNanos;
    private long nextAt;
    private int turn;
    private int dueCount;
    private long limit = Long.MAX_VALUE;
    private long published;
    private long cutAt = System.nanoTime();

    /** @param comeBack whether a connection that breaks is made anew and the request repeated, under its key */
    PublisherLoop(InetSocketAddress address, boolean comeBack) {
        this.address = address;
        this.comeBack = comeBack;
    }

    void add(Publisher publisher) {
        publishers.add(publisher);
    }

    List<Publisher> publishers() {
        return publishers;
    }

    @Override
    public void begin(Selector ofThread) {
        selector = ofThread;
    }

    Selector selector() {
        if (selector == null) {
            throw new IllegalStateException("loop: not begun");
        }
        return selector;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Each publishes again when it was answered, up to {@code events} in all. */
    void saturate(long events) throws IOException {
        running = true;
        intervalNanos = 0;
        limit = events;
        for (var publisher : publishers) {
            next(publisher);
        }
    }

    /** They publish in turn, at a rate of all together, from now on: nothing is late yet. */
    void pace(double requestsPerSecond) {
        running = true;
        intervalNanos = Math.max(1, (long) (1e9 / requestsPerSecond));
        nextAt = Origin.now();
        publishers.forEach(publisher -> publisher.due().clear());
        dueCount = 0;
    }

    /** Nothing new is sent; what is under way will be answered. */
    void stop() {
        running = false;
        publishers.forEach(publisher -> publisher.due().clear());
        dueCount = 0;
    }

    boolean isQuiet() {
        return publishers.stream().allMatch(Publisher::isIdle);
    }

    /** One event that is not counted, from as many publishers as there are topics. */
    void probe(int topics) throws IOException {
        for (var publisher : publishers.subList(0, topics)) {
            if (publisher.isIdle()) {
                publisher.publish(publisher.probe(), Origin.now());
            }
        }
    }

    @Override
    public void ready(SelectionKey key) {
        var publisher = (Publisher) key.attachment();
        try {
            if (key.isConnectable()) {
                publisher.connected(key);
            } else {
                if (key.isWritable()) {
                    publisher.write(key);
                }
                if (key.isValid() && key.isReadable()) {
                    publisher.read(buffer);
                }
            }
        } catch (IOException broken) {
            boolean wasConnected = publisher.isConnected();
            publisher.disconnect();
            broken(publisher, address + (wasConnected ? ": " : " cannot be reached: ") + broken.getMessage());
        }
    }

    @Override
    public long due() throws IOException {
        long wait = paced();
        long now = Origin.now();
        for (Iterator<Publisher> each = delayed.iterator(); each.hasNext(); ) {
            var publisher = each.next();
            if (publisher.againAt() <= now) {
                each.remove();
                again(publisher);
            } else {
                wait = Math.min(wait, publisher.againAt() - now);
            }
        }
        return wait;
    }

    private long paced() throws IOException {
        if (!running || intervalNanos == 0) {
            return Long.MAX_VALUE;
        }
        long now = Origin.now();
        while (nextAt <= now) {
            var publisher = publishers.get(turn);
            turn = (turn + 1) % publishers.size();
            publisher.due().add(nextAt);
            nextAt += intervalNanos;
            if (++dueCount > DUE_MAX) {
                throw BenchStop.failed("publishers: more than " + DUE_MAX
                        + " publishes are late (expected: a --rate that the server takes)");
            }
            next(publisher);
        }
        return nextAt - now;
    }

    private void next(Publisher publisher) throws IOException {
        if (!running || !publisher.isIdle()) {
            return;
        }
        if (intervalNanos == 0) {
            long left = limit - publisher.acknowledgedEvents();
            if (left >= publisher.usual().events()) {
                publisher.publish(publisher.usual(), Origin.now());
            }
        } else {
            var intended = publisher.due().poll();
            if (intended != null) {
                dueCount--;
                publisher.publish(publisher.usual(), intended);
            }
        }
    }

    private void again(Publisher publisher) throws IOException {
        try {
            publisher.again();
        } catch (IOException broken) {
            publisher.disconnect();
            broken(publisher, address + ": " + broken.getMessage());
        }
    }

    void acknowledged(Publisher publisher, int events, long intendedAt) throws IOException {
        if (events > 0) {
            published += events;
            ReaderLoop.record(latency, Origin.now() - intendedAt);
        }
        next(publisher);
    }

    /** What may pass is tried again, anything else ends the bench. */
    void refused(Publisher publisher, int status) {
        if (status < 500 && status != 429) {
            throw BenchStop.failed("publish: status " + status + " (expected: 2xx)");
        }
        refusals.incrementAndGet();
        publisher.tryAgainAt(Origin.now() + AGAIN_NANOS);
        delayed.add(publisher);
    }

    void broken(Publisher publisher, String how) {
        if (publisher.isIdle()) {
            return;
        }
        if (!comeBack) {
            throw BenchStop.failed("publish: " + how);
        }
        if (!delayed.contains(publisher)) {
            publisher.tryAgainAt(Origin.now() + RECONNECT_NANOS);
            delayed.add(publisher);
        }
    }

    /** Answers that were not 2xx and led to another try. */
    long refusals() {
        return refusals.get();
    }

    /** What was acknowledged since the last time. */
    Publishers.Cut cut() {
        long time = System.nanoTime();
        var result = new Publishers.Cut((time - cutAt) / 1e9, published, latency, 0);
        cutAt = time;
        published = 0;
        latency = ReaderLoop.newHistogram();
        return result;
    }
}
