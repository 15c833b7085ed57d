package dev.weir.client;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's stream, over as many connections as it takes. Everything happens in its mailbox.
 *
 * <p>The id that a connection is opened with is that of the last item which the subscriber has taken: it returned from
 * {@code onNext}. What was only read is read again.
 *
 * <p>Source: Reactive Streams 1.0.4, section 3.
 */
final class StreamSubscription implements Flow.Subscription {

    private final ClientSettings settings;
    private final Requests requests;
    private final StreamQuery query;
    private final Consumer<StreamSubscription> onOver;
    private final Mailbox mailbox;
    private final Backoff backoff;

    private Flow.Subscriber<? super StreamItem> subscriber;
    private long demand;
    private String lastId;
    private @Nullable StreamConnection connection;

    /** Whether the connection has given something that a failing stream would not give again and again. */
    private boolean lived;

    /** To be delivered before another connection is opened. */
    private StreamItem.@Nullable Interrupted interrupted;

    private boolean due;
    private Timers.Wait timer = Timers.Wait.NONE;

    /** No signal any more; set by {@link #cancel} on any thread, so that a long run of items ends early. */
    private volatile boolean over;

    /** @param onOver called once, when this needs nothing of the client any more */
    StreamSubscription(
            ClientSettings settings,
            Requests requests,
            StreamQuery query,
            Flow.Subscriber<? super StreamItem> subscriber,
            Consumer<StreamSubscription> onOver) {
        this.settings = settings;
        this.requests = requests;
        this.query = query;
        this.subscriber = subscriber;
        this.onOver = onOver;
        this.mailbox = new Mailbox(settings.executor(), this::onThrown);
        this.backoff = settings.backoff();
        this.lastId = query.lastEventId() == null ? "" : query.lastEventId();
    }

    void start() {
        mailbox.execute(() -> {
            signal(() -> subscriber.onSubscribe(this));
            connect();
        });
    }

    @Override
    public void request(long n) {
        mailbox.execute(() -> onRequest(n));
    }

    @Override
    public void cancel() {
        over = true;
        mailbox.execute(this::release);
    }

    /** The client is closed. */
    void closed() {
        mailbox.execute(() -> fail(new IllegalStateException("client: closed (expected: open)")));
    }

    private void onRequest(long n) {
        if (over) {
            return;
        }
        if (n <= 0) {
            fail(new IllegalArgumentException("request: " + n + " (expected: > 0, by Reactive Streams 3.9)"));
            return;
        }
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        goOn();
    }

    private void connect() {
        if (over) {
            return;
        }
        due = false;
        lived = false;
        var next = new StreamConnection(settings, requests, lastId, mailbox, this::goOn);
        connection = next;
        next.open(Hop.first(requests.streamUri(query, lastId)));
    }

    /** Does whatever can be done: called whenever something has changed. */
    private void goOn() {
        while (!over) {
            if (interrupted != null) {
                if (demand == 0) {
                    return;
                }
                var item = interrupted;
                interrupted = null;
                deliver(item);
            } else if (connection != null) {
                if (!takePart(connection)) {
                    return;
                }
            } else {
                if (due) {
                    connect();
                }
                return;
            }
        }
    }

    /** Whether there was something to do. */
    private boolean takePart(StreamConnection from) {
        var part = from.peek();
        if (part instanceof Part.Item item) {
            if (demand == 0) {
                return false;
            }
            from.remove();
            deliver(item.item());
            note(from, item.item());
        } else if (part instanceof Part.Retry retry) {
            from.remove();
            backoff.retry(retry.delay());
        } else if (part instanceof Part.Mark mark) {
            from.remove();
            lastId = mark.id();
        } else if (part instanceof Part.Bye bye) {
            lastId = bye.id();
            onBye(from, bye);
        } else {
            var end = from.end();
            if (end == null) {
                if (demand > 0) {
                    from.want();
                }
                return false;
            }
            onEnd(from, end);
        }
        return true;
    }

    private void deliver(StreamItem item) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        signal(() -> subscriber.onNext(item));
        lastId = item.id();
    }

    /** A subscriber that throws has broken the rules, and counts as one that has cancelled. */
    private void signal(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            over = true;
            throw e;
        }
    }

    private void note(StreamConnection from, StreamItem item) {
        if (item instanceof StreamItem.Opened opened) {
            from.heartbeat(opened.heartbeat());
        } else if (!(item instanceof StreamItem.Denied)) {
            // Denied comes with every connection, as Opened does, and so says nothing about how this one fares.
            lived = true;
        }
    }

    private void onBye(StreamConnection from, Part.Bye bye) {
        if (bye.isTopicClosed()) {
            complete();
        } else if (!bye.reconnect()) {
            fail(new StreamFailed(StreamFailed.Reason.ENDED, "stream: " + bye.line()));
        } else if ((lived || from.wasOpenFor(settings.policy().delayFirst())) && !bye.isRefusal()) {
            backoff.succeeded();
            retry(bye.line(), bye.code(), backoff.drawnByServer(bye.after()));
        } else {
            backoff.failed();
            retry(bye.line(), bye.code(), backoff.drawnByServer(bye.after()));
        }
    }

    private void onEnd(StreamConnection from, ConnectionEnd end) {
        if (end instanceof ConnectionEnd.Complete) {
            complete();
        } else if (end instanceof ConnectionEnd.Refused refused) {
            fail(new StreamFailed(StreamFailed.Reason.REFUSED, "stream: " + refused.why()));
        } else if (end instanceof ConnectionEnd.Lost lost) {
            if (lived || from.wasOpenFor(settings.policy().delayFirst())) {
                backoff.succeeded();
            }
            backoff.failed();
            retry(lost.why(), null, backoff.own());
        } else if (end instanceof ConnectionEnd.Unfit unfit) {
            if (lived) {
                backoff.succeeded();
            }
            backoff.failed();
            retry(unfit.why(), null, backoff.asked(unfit.retryAfter()));
        }
    }

    private void retry(String why, @Nullable Integer code, Duration delay) {
        dropConnection();
        if (backoff.isUsedUp()) {
            fail(new StreamFailed(
                    StreamFailed.Reason.GAVE_UP,
                    "stream: gave up, failures in a row: " + backoff.failures() + ", the last one: " + why));
            return;
        }
        interrupted = new StreamItem.Interrupted(why, code, delay, backoff.failures(), lastId);
        timer = settings.timers().after(delay, () -> mailbox.execute(this::onDue));
    }

    private void onDue() {
        due = true;
        goOn();
    }

    private void dropConnection() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void complete() {
        if (!over) {
            over = true;
            var last = subscriber;
            release();
            last.onComplete();
        }
    }

    private void fail(Throwable error) {
        if (!over) {
            over = true;
            var last = subscriber;
            release();
            last.onError(error);
        }
    }

    private void release() {
        timer.cancel();
        dropConnection();
        interrupted = null;
        subscriber = Nobody.INSTANCE;
        onOver.accept(this);
    }

    /** Whoever watches the thread is told what the subscriber threw; the subscriber, what this did. */
    private void onThrown(Throwable error) {
        if (!over) {
            fail(error);
            return;
        }
        release();
        var thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }

    /** In place of a subscriber that is not to be held any longer. */
    private enum Nobody implements Flow.Subscriber<StreamItem> {
        INSTANCE;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {}

        @Override
        public void onNext(StreamItem item) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
