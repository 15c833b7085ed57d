package dev.weir.client;

import dev.weir.wire.FrameTooLarge;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One try at a stream: the request, its answer, and the parts that its bytes say. Belongs to one mailbox, in which it
 * says that something has changed.
 *
 * <p>Holds at most one chunk of the body, what is decoded of it in one step, and the event that is being read. Bytes
 * are asked for by {@link #want} only.
 */
final class StreamConnection implements HttpCall.Listener<StreamBody> {

    /** Of decoded bytes: a small compressed chunk must not become a long queue of parts. */
    private static final int STEP_BYTES = 16 * 1024;

    /** A server that announces its heartbeat is given this much more than that. */
    private static final double HEARTBEAT_SLACK = 1.4;

    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ClientSettings settings;
    private final Executor mailbox;
    private final Runnable changed;
    private final HttpCall<StreamBody> call;
    private final Silence silence;
    private final ItemReader reader;

    /** The chunk that was received last, as far as it is not decoded. */
    private final Queue<ByteBuffer> chunk = new ArrayDeque<>();

    private final Queue<Part> parts = new ArrayDeque<>();
    private final byte[] step = new byte[STEP_BYTES];
    private Decoder decoder = new Decoder.Identity();
    private boolean stepWasFull;
    private Flow.@Nullable Subscription body;
    private boolean asked;

    /** Set by the network; what was received before it still counts. */
    private @Nullable ConnectionEnd end;

    /** The body came to its end in good order, as far as HTTP can say. */
    private boolean complete;

    private boolean closed;
    private @Nullable Long openedNanos;

    StreamConnection(
            ClientSettings settings, Requests requests, String lastEventId, Executor mailbox, Runnable changed) {
        this.settings = settings;
        this.mailbox = mailbox;
        this.changed = changed;
        this.reader = new ItemReader(settings.eventBytesMax(), lastEventId);
        this.silence = new Silence(settings.timers(), mailbox, settings.policy().silenceMax(), this::onSilence);
        this.call = new HttpCall<>(
                settings.http(), mailbox, hop -> requests.stream(hop, lastEventId), StreamBody.handler(), this);
    }

    void open(Hop first) {
        silence.begin();
        call.start(first);
    }

    /** The next part, read from what is held; null when bytes are wanted for it, or there will be none. */
    @Nullable Part peek() {
        while (parts.isEmpty() && !closed && holdsBytes()) {
            decodeStep();
        }
        return parts.peek();
    }

    void remove() {
        parts.remove();
    }

    /** How it ended, once every part was removed. */
    @Nullable ConnectionEnd end() {
        if (peek() != null) {
            return null;
        }
        // Only now the decoder has seen everything, and knows whether something is missing.
        return end == null && complete ? cleanEnd() : end;
    }

    /** Asks for another chunk, unless one is on its way. */
    void want() {
        if (body != null && !asked && !complete && end == null) {
            asked = true;
            silence.begin();
            body.request(1);
        }
    }

    /** Whether a stream was open for so long. */
    boolean wasOpenFor(Duration time) {
        return openedNanos != null && settings.timers().nanos() - openedNanos >= time.toNanos();
    }

    void heartbeat(Duration announced) {
        var limit = Duration.ofMillis((long) (announced.toMillis() * HEARTBEAT_SLACK));
        if (limit.compareTo(silence.limit()) > 0) {
            silence.limit(limit);
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        silence.close();
        call.cancel();
        if (body != null) {
            body.cancel();
        }
        chunk.clear();
        parts.clear();
        decoder.close();
    }

    private boolean holdsBytes() {
        return stepWasFull || !chunk.isEmpty();
    }

    private void decodeStep() {
        var head = chunk.peek();
        try {
            int count = decoder.decode(head == null ? NOTHING : head, step);
            stepWasFull = count == step.length;
            if (head != null && !head.hasRemaining()) {
                chunk.remove();
            }
            reader.read(step, count, parts::add);
        } catch (FrameTooLarge | FailedTry e) {
            stepWasFull = false;
            stop(new ConnectionEnd.Unfit(OneLine.of(e), Duration.ZERO));
        }
    }

    /** Nothing of the connection counts any more but the parts that it has given. */
    private void stop(ConnectionEnd how) {
        end = how;
        chunk.clear();
        silence.close();
        call.cancel();
        if (body != null) {
            body.cancel();
        }
    }

    private void onSilence() {
        if (!closed && end == null) {
            stop(new ConnectionEnd.Lost(
                    "silence: nothing for " + silence.limit().toMillis() + " ms (expected: a byte)"));
            changed.run();
        }
    }

    private void finish(ConnectionEnd how) {
        if (!closed && end == null) {
            silence.close();
            end = how;
            changed.run();
        }
    }

    @Override
    public void failed(Throwable error) {
        finish(
                error instanceof FailedTry
                        ? new ConnectionEnd.Unfit(OneLine.of(error), Duration.ZERO)
                        : new ConnectionEnd.Lost(OneLine.of(error)));
    }

    @Override
    public void unwanted(HttpResponse<StreamBody> response) {
        if (response.body() instanceof StreamBody.Events events) {
            events.discard();
        }
    }

    @Override
    public void answered(HttpResponse<StreamBody> response) {
        silence.end();
        if (closed || end != null) {
            unwanted(response);
        } else if (response.body() instanceof StreamBody.Events events) {
            follow(response, events);
        } else if (response.body() instanceof StreamBody.Other other) {
            finish(judged(response, Problem.of(response.statusCode(), other.text())));
        }
    }

    private void follow(HttpResponse<StreamBody> response, StreamBody.Events events) {
        var encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
        switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "identity", "" -> {}
            case "gzip", "x-gzip" -> decoder = new GzipInput();
            default -> {
                events.discard();
                finish(new ConnectionEnd.Unfit(
                        "Content-Encoding: " + OneLine.of(encoding) + " (expected: gzip or none)", Duration.ZERO));
                return;
            }
        }
        openedNanos = settings.timers().nanos();
        events.bytes().subscribe(new BodySubscriber());
    }

    private ConnectionEnd judged(HttpResponse<StreamBody> response, Problem problem) {
        int status = problem.status();
        if (status == 204) {
            return new ConnectionEnd.Complete();
        }
        if (status == 200) {
            var type = response.headers().firstValue("Content-Type").orElse("none");
            return new ConnectionEnd.Unfit(
                    "Content-Type: " + OneLine.of(type) + " (expected: text/event-stream)", Duration.ZERO);
        }
        if (status >= 400 && status < 500 && !WORTH_ANOTHER_TRY.contains(status)) {
            return new ConnectionEnd.Refused(problem.line());
        }
        var retryAfter =
                Problem.retryAfter(response.headers(), settings.timers().now());
        return new ConnectionEnd.Unfit(problem.line(), retryAfter);
    }

    private ConnectionEnd cleanEnd() {
        return new ConnectionEnd.Lost(
                decoder.isAtEnd()
                        ? "the stream ended without stream-bye"
                        : "the stream ended inside its gzip encoding");
    }

    /** Carries what the network says into the mailbox. */
    private final class BodySubscriber implements Flow.Subscriber<List<ByteBuffer>> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            mailbox.execute(() -> {
                body = subscription;
                if (closed || end != null) {
                    subscription.cancel();
                } else {
                    changed.run();
                }
            });
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            mailbox.execute(() -> {
                asked = false;
                silence.end();
                if (!closed && end == null) {
                    chunk.addAll(buffers);
                    changed.run();
                }
            });
        }

        @Override
        public void onError(Throwable error) {
            mailbox.execute(() -> finish(new ConnectionEnd.Lost(OneLine.of(error))));
        }

        @Override
        public void onComplete() {
            mailbox.execute(() -> {
                complete = true;
                silence.close();
                if (!closed) {
                    changed.run();
                }
            });
        }
    }
}
