package dev.weir.endtoend.crowd;

import dev.weir.bench.ResponseDecoder;
import dev.weir.bench.ResponseHead;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One native EventSource with the network under it, as Chromium has them. When its stream ends, breaks or cannot be had it
 * comes back after exactly the time that the server told it last, for ever; an answer that is no stream ends it for good.
 * A connection whose answer was complete is kept and used again, and when the server has closed it meanwhile, a new one is
 * made at once. Belongs to a {@link CrowdLoop}.
 */
final class CrowdClient {

    /** Bounds what the kernel takes for a client that reads slowly. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 16;

    private static final int LAST_WORDS_MAX = 300;
    private static final int PACED_READS_PER_SECOND = 20;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    enum State {
        /** Comes when it is time, over the connection that it may still have. */
        AWAY,
        CONNECTING,
        /** Has no headers yet. */
        ASKING,
        READING,
        /** Got an answer after which an EventSource never comes back. */
        DEAD,
        /** Was closed by its page. */
        LEFT
    }

    private final CrowdLoop loop;
    private final int number;
    private final CrowdPlan plan;
    private final ClientLog log;

    private State state = State.AWAY;
    private @Nullable SocketChannel channel;
    private @Nullable ByteBuffer unsent;
    private ResponseDecoder answer = new ResponseDecoder((buffer, from, to) -> {});
    private long comesBackAt;

    /** Whether the request went out over a connection that had served another one. */
    private boolean reused;

    private boolean answered;

    /** How the body of the answer begins that ended it for good. */
    private String lastWords = "";

    /** Bytes a second that it reads; 0 for none, negative for as many as there are. */
    private long bytesPerSecond = -1;

    CrowdClient(CrowdLoop loop, int number, CrowdPlan plan, ClientLog log) {
        this.loop = loop;
        this.number = number;
        this.plan = plan;
        this.log = log;
    }

    /** Its first visit. */
    void comeAt(long at) {
        comesBackAt = at;
        loop.lookAt(this, at);
    }

    /** Something may be due. */
    void due(long now) {
        if (state == State.AWAY && comesBackAt <= now) {
            come();
        } else if (state == State.READING) {
            listen();
        }
    }

    private void come() {
        log.begin(loop.now());
        var kept = channel;
        try {
            if (kept == null) {
                connect();
            } else {
                reused = true;
                ask(kept.keyFor(loop.selector()));
            }
        } catch (IOException failure) {
            broken();
        }
    }

    private void connect() throws IOException {
        reused = false;
        state = State.CONNECTING;
        var opened = SocketChannel.open();
        channel = opened;
        opened.configureBlocking(false);
        opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        opened.bind(plan.sourceOf(number));
        var key = opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
        if (opened.connect(loop.server())) {
            ask(key);
        }
    }

    private void ask(SelectionKey key) throws IOException {
        state = State.ASKING;
        answered = false;
        answer = new ResponseDecoder(this::body);
        unsent = ByteBuffer.wrap(request());
        send(key);
    }

    /** Without {@code Accept-Encoding}, which only changes how bytes are packed. */
    private byte[] request() {
        var id = log.lastEventId().isEmpty() ? "" : "Last-Event-ID: " + log.lastEventId() + "\r\n";
        var request =
                "GET /stream?topic=" + String.join("&topic=", plan.topics().apply(number)) + " HTTP/1.1\r\nHost: "
                        + loop.server().getHostString() + ":" + loop.server().getPort()
                        + "\r\nConnection: keep-alive\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n" + id
                        + "\r\n";
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /** The selector says so. */
    void ready(SelectionKey key) {
        if (key.channel() != channel || !key.isValid()) {
            return;
        }
        try {
            if (state == State.AWAY) {
                // Nothing can come over a connection without a request but its end.
                drop();
            } else if (key.isConnectable()) {
                if (channel.finishConnect()) {
                    ask(key);
                }
            } else if (key.isWritable()) {
                send(key);
            } else {
                read(channel);
            }
        } catch (IOException failure) {
            broken();
        }
    }

    private void send(SelectionKey key) throws IOException {
        if (channel == null || unsent == null) {
            return;
        }
        channel.write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void read(SocketChannel from) throws IOException {
        var buffer = loop.buffer();
        if (bytesPerSecond > 0) {
            buffer.limit((int) Math.max(1, Math.min(buffer.capacity(), bytesPerSecond / PACED_READS_PER_SECOND)));
        }
        int count = from.read(buffer);
        if (count < 0) {
            answer.endOfInput();
            broken();
            return;
        }
        answered = true;
        answer.decode(buffer, 0, count);
        judge();
        if (answer.isComplete() && state == State.READING) {
            ended(keepsConnection());
        } else if (state == State.READING && bytesPerSecond >= 0) {
            pause(count);
        }
    }

    private void body(ByteBuffer buffer, int from, int to) {
        judge();
        if (state == State.READING) {
            var bytes = new byte[to - from];
            buffer.get(from, bytes);
            log.read(bytes, loop.now());
        } else if (state == State.DEAD && lastWords.isEmpty()) {
            var bytes = new byte[Math.min(LAST_WORDS_MAX, to - from)];
            buffer.get(from, bytes);
            lastWords = new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** By the headers, as soon as they are there. */
    private void judge() {
        var head = answer.head();
        if (state != State.ASKING || head == null) {
            return;
        }
        log.answered(head.status());
        if (isStream(head)) {
            state = State.READING;
        } else {
            leave(State.DEAD);
        }
    }

    private static boolean isStream(ResponseHead head) {
        return head.status() == 200
                && head.contentType().split(";", 2)[0].strip().equals("text/event-stream");
    }

    private boolean keepsConnection() {
        var head = answer.head();
        return head != null && head.keepAlive();
    }

    private void broken() {
        if (state == State.ASKING && reused && !answered) {
            drop();
            try {
                connect();
                return;
            } catch (IOException failure) {
                // As when there had been no connection to begin with.
            }
        }
        ended(false);
    }

    private void ended(boolean keepConnection) {
        if (!keepConnection) {
            drop();
        } else if (channel != null) {
            channel.keyFor(loop.selector()).interestOps(SelectionKey.OP_READ);
        }
        log.end(loop.now());
        state = State.AWAY;
        comeAt(loop.now() + TimeUnit.MILLISECONDS.toNanos(log.retryMillis()));
    }

    private void drop() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException gone) {
                // It is closed all the same.
            }
        }
        channel = null;
    }

    /** Closes it for good. */
    void leave() {
        if (state != State.DEAD) {
            leave(State.LEFT);
        }
    }

    private void leave(State how) {
        if (state != State.AWAY) {
            log.end(loop.now());
        }
        drop();
        state = how;
    }

    /** @param perSecond bytes; 0 stops reading, negative reads all there is */
    void pace(long perSecond) {
        bytesPerSecond = perSecond;
        if (state == State.READING) {
            listen();
        }
    }

    private void pause(int bytesRead) {
        listenFor(0);
        if (bytesPerSecond > 0) {
            loop.lookAt(this, loop.now() + bytesRead * SECOND_NANOS / bytesPerSecond);
        }
    }

    private void listen() {
        listenFor(bytesPerSecond == 0 ? 0 : SelectionKey.OP_READ);
    }

    private void listenFor(int operations) {
        if (channel != null) {
            channel.keyFor(loop.selector()).interestOps(operations);
        }
    }

    int number() {
        return number;
    }

    boolean isThere() {
        return state != State.DEAD && state != State.LEFT;
    }

    String lastWords() {
        return lastWords;
    }

    State state() {
        return state;
    }

    ClientLog log() {
        return log;
    }
}
