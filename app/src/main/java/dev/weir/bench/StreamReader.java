package dev.weir.bench;

import dev.weir.bench.Target.Start;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client with one stream: what it asks for, how far it has come, and what it got. Belongs to a {@link ReaderLoop}. */
final class StreamReader implements MarkerSink {

    private static final Pattern RETRY = Pattern.compile("retry: (\\d{1,9})\\b");
    private static final int BEGINNING_BYTES_MAX = 300;

    /** Where one connection of it stands. */
    enum State {
        CLOSED,
        CONNECTING,
        ASKING,
        OPEN
    }

    private final ReaderLoop loop;
    private final int topic;
    private final Start start;
    private final Continuity continuity;

    private State state = State.CLOSED;
    private @Nullable SocketChannel channel;
    private @Nullable ByteBuffer request;
    private ResponseDecoder decoder;

    /** Only of clients that come back by themselves. */
    private @Nullable FrameFollower follower;

    private boolean bodyBegun;

    /** How Weir refuses a client that must not see an error: with a stream that only says when to come back. */
    private @Nullable String farewell;

    /** Events after which it has all that it came for; 0 for no end. */
    private long wanted;

    private long comesBackAt;

    StreamReader(ReaderLoop loop, int topic, Start start, Continuity continuity) {
        this.loop = loop;
        this.topic = topic;
        this.start = start;
        this.continuity = continuity;
        this.decoder = new ResponseDecoder(this::body);
    }

    /** Asks for a new stream, at first or again. */
    void connect() throws IOException {
        state = State.CONNECTING;
        var opened = SocketChannel.open();
        channel = opened;
        bodyBegun = false;
        farewell = null;
        opened.configureBlocking(false);
        if (loop.receiveBytes() > 0) {
            opened.setOption(StandardSocketOptions.SO_RCVBUF, loop.receiveBytes());
        }
        opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
        var id = follower == null ? null : follower.lastEventId();
        request = ByteBuffer.wrap(loop.target().streamRequest(topic, start, id));
        var body = loop.body(this, follower);
        follower = body instanceof FrameFollower following ? following : null;
        decoder = new ResponseDecoder((buffer, from, to) -> {
            if (!bodyBegun) {
                bodyBegun = true;
                farewell = farewell(buffer, from, to);
            }
            body.bytes(buffer, from, to);
        });
        if (opened.connect(loop.target().stream().address())) {
            connected(opened.keyFor(loop.selector()));
        }
    }

    private void body(ByteBuffer buffer, int from, int to) {
        bodyBegun = true;
    }

    private static long millisIn(String farewell) {
        var retry = RETRY.matcher(farewell);
        if (!retry.find()) {
            throw BenchStop.failed("stream: refused: " + farewell + " (expected: stream-open)");
        }
        return Long.parseLong(retry.group(1));
    }

    private static @Nullable String farewell(ByteBuffer buffer, int from, int to) {
        var bytes = new byte[Math.min(BEGINNING_BYTES_MAX, to - from)];
        buffer.get(from, bytes);
        var beginning = new String(bytes, StandardCharsets.US_ASCII);
        return beginning.contains("event: stream-bye") ? beginning.strip().replaceAll("\\s*\\R\\s*", ", ") : null;
    }

    void connected(SelectionKey key) throws IOException {
        var connecting = channel;
        if (connecting != null && (connecting.isConnected() || connecting.finishConnect())) {
            state = State.ASKING;
            send(key);
        }
    }

    void send(SelectionKey key) throws IOException {
        if (channel == null || request == null) {
            return;
        }
        channel.write(request);
        if (request.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            request = null;
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Of an open stream: what comes is to be read. */
    void readOn() {
        var key = channel == null ? null : channel.keyFor(loop.selector());
        if (state == State.OPEN && key != null && key.isValid()) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** @return how many bytes came, {@code max} at most; negative at the end of the connection */
    int read(ByteBuffer buffer, int max) throws IOException {
        buffer.clear().limit(max);
        int count = channel == null ? -1 : channel.read(buffer);
        if (count > 0) {
            loop.received(count);
            decoder.decode(buffer, 0, count);
            if (state == State.ASKING) {
                check();
            }
        }
        return decoder.isComplete() ? -1 : count;
    }

    private void check() {
        var head = decoder.head();
        if (head == null) {
            return;
        }
        if (head.status() != 200) {
            loop.refused(this, "stream: status " + head.status() + " (expected: 200)");
        } else if (!head.contentType().startsWith("text/event-stream")) {
            loop.refused(this, "stream: content type \"" + head.contentType() + "\" (expected: text/event-stream)");
        } else if (farewell != null) {
            loop.refusedForNow(this, millisIn(farewell));
        } else if (bodyBegun || !loop.target().weir()) {
            // Weir's first bytes say that the stream stands where it was asked to; headers alone would not.
            state = State.OPEN;
            loop.opened();
        }
    }

    @Override
    public void event(int publisher, long number, long time) {
        if (publisher == Publisher.PROBE) {
            return;
        }
        continuity.event(publisher, number);
        loop.delivered(time);
        if (wanted > 0 && continuity.received() >= wanted) {
            wanted = 0;
            loop.satisfied();
        }
    }

    void reset() {
        if (channel != null) {
            Quietly.reset(channel);
        }
        channel = null;
        state = State.CLOSED;
    }

    State state() {
        return state;
    }

    Continuity continuity() {
        return continuity;
    }

    void want(long events) {
        wanted = events;
    }

    void comeBackAt(long nanos) {
        comesBackAt = nanos;
    }

    long comesBackAt() {
        return comesBackAt;
    }

    /** After which the server told it to come back. */
    long retryMillis() {
        return follower == null ? FrameFollower.RETRY_MILLIS : follower.retryMillis();
    }

    /** Gaps that the server told of. */
    long gapsTold() {
        return follower == null ? 0 : follower.gapsTold();
    }
}
