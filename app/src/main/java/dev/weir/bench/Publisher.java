package dev.weir.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection that publishes, one request at a time. Belongs to a {@link PublisherLoop}. */
final class Publisher {

    /** The publisher's number in events that belong to no measurement. */
    static final int PROBE = Marker.PUBLISHER_MAX + 1;

    private static final StreamBody UNREAD = (buffer, from, to) -> {
        // The status says all.
    };

    private final PublisherLoop loop;
    private final int number;
    private final PublishRequest usual;
    private final PublishRequest probe;

    /** When events should be sent that could not be yet; bounded by the loop. */
    private final ArrayDeque<Long> due = new ArrayDeque<>();

    private PublishRequest current;
    private @Nullable SocketChannel channel;
    private @Nullable ByteBuffer unsent;
    private ResponseDecoder answer = new ResponseDecoder(UNREAD);
    private boolean inFlight;
    private long acknowledged;
    private long intendedAt;
    private long againAt;

    Publisher(PublisherLoop loop, int number, PublishRequest usual, PublishRequest probe) {
        this.loop = loop;
        this.number = number;
        this.usual = usual;
        this.probe = probe;
        this.current = usual;
    }

    void connect() throws IOException {
        var opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
        if (opened.connect(loop.address())) {
            connected(opened.keyFor(loop.selector()));
        }
    }

    void connected(SelectionKey key) throws IOException {
        if (channel != null && (channel.isConnected() || channel.finishConnect())) {
            key.interestOps(SelectionKey.OP_READ);
            if (unsent != null) {
                write(key);
            }
        }
    }

    /**
     * Publishes the next events.
     *
     * @param intended when they should be sent; it is what they carry, and latency counts from it
     */
    void publish(PublishRequest request, long intended) throws IOException {
        current = request;
        intendedAt = intended;
        inFlight = true;
        boolean probing = request == probe;
        start(probing ? request.with(PROBE, 0, intended) : request.with(number, acknowledged + 1, intended));
    }

    /** The same request again. */
    void again() throws IOException {
        start(current.with(number, acknowledged + 1, intendedAt));
    }

    private void start(ByteBuffer request) throws IOException {
        unsent = request;
        answer = new ResponseDecoder(UNREAD);
        if (channel == null) {
            connect();
        } else if (channel.isConnected()) {
            write(channel.keyFor(loop.selector()));
        }
    }

    void write(SelectionKey key) throws IOException {
        if (channel == null || unsent == null) {
            return;
        }
        channel.write(unsent);
        boolean more = unsent.hasRemaining();
        key.interestOps(more ? SelectionKey.OP_WRITE | SelectionKey.OP_READ : SelectionKey.OP_READ);
        if (!more) {
            unsent = null;
        }
    }

    void read(ByteBuffer buffer) throws IOException {
        if (channel == null) {
            return;
        }
        buffer.clear();
        int count = channel.read(buffer);
        if (count > 0) {
            answer.decode(buffer, 0, count);
        }
        boolean ended = count < 0;
        if (inFlight && (answer.isComplete() || (ended && answer.endOfInput()))) {
            answered(ended);
        } else if (ended) {
            disconnect();
            if (inFlight) {
                loop.broken(this, "the connection was closed by the server before its answer");
            }
        }
    }

    private void answered(boolean ended) throws IOException {
        var head = answer.head();
        if (head == null) {
            throw new AssertionError("unreachable: complete without a head");
        }
        if (ended || !head.keepAlive()) {
            disconnect();
        }
        if (head.succeeded()) {
            inFlight = false;
            if (current != probe) {
                acknowledged += current.events();
            }
            loop.acknowledged(this, current == probe ? 0 : current.events(), intendedAt);
        } else {
            loop.refused(this, head.status());
        }
    }

    /** The next request makes a new connection. */
    void disconnect() {
        if (channel != null) {
            Quietly.close(channel);
        }
        channel = null;
    }

    PublishRequest usual() {
        return usual;
    }

    PublishRequest probe() {
        return probe;
    }

    boolean isConnected() {
        return channel != null && channel.isConnected();
    }

    boolean isIdle() {
        return !inFlight;
    }

    ArrayDeque<Long> due() {
        return due;
    }

    /** How many of its events are stored, by what it was answered. */
    long acknowledgedEvents() {
        return acknowledged;
    }

    void tryAgainAt(long nanos) {
        againAt = nanos;
    }

    long againAt() {
        return againAt;
    }
}
