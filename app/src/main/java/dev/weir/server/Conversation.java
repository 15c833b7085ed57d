package dev.weir.server;

import dev.weir.http.ClientDeparture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpMessage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection: requests are answered one after another, and while an answer is on its way the next
 * request is already asked for. So the socket is read, and a client that closes it is noticed at once
 * ({@link ClientDeparture}), where the library's own way of asking would read again only after the answer.
 *
 * <p>A connection that has carried a stream is not used again: it closes behind the stream, by the answer's
 * {@code Connection: close}. So the end of the conversation is the end of its stream, last byte and all.
 *
 * <p>Not noticed is the departure of a client that sent {@code Connection: close}, since nothing is read after such a request;
 * nor, with a pipelining limit of 1, one before the answer has begun, as a poll's that waits: nothing is read until then.
 *
 * <p>A client that says nothing, or never ends what it says, is not waited for without end ({@link Patience}): the
 * conversation is then over, which closes the connection behind what is still on its way. While a request is being
 * answered there is no limit here, and none on a connection that carries a stream.
 */
final class Conversation extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

    /** To a request behind the last one. It is never sent, since the library closes behind the last answer. */
    private static final HttpResponse UNHEARD = HttpResponse.create().withStatus(StatusCodes.BAD_REQUEST);

    private final Inlet<HttpRequest> in = Inlet.create("Conversation.in");
    private final Outlet<HttpResponse> out = Outlet.create("Conversation.out");
    private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> answering;
    private final Conversations all;
    private final Patience patience;
    private final Consumer<Patience.Waiting> impatient;
    private final LongSupplier nanoTime;

    /**
     * @param answering throws, or fails, only when the connection must not be used any more
     * @param all of the same port, which this one is counted among
     * @param impatient told when a conversation ends for want of a request; must return at once
     * @param nanoTime as {@link System#nanoTime}
     */
    Conversation(
            Function<HttpRequest, CompletionStage<HttpResponse>> answering,
            Conversations all,
            Patience patience,
            Consumer<Patience.Waiting> impatient,
            LongSupplier nanoTime) {
        this.answering = answering;
        this.all = all;
        this.patience = patience;
        this.impatient = impatient;
        this.nanoTime = nanoTime;
    }

    @Override
    public FlowShape<HttpRequest, HttpResponse> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private record Answer(
            @Nullable HttpResponse response, @Nullable Throwable failure) {}

    private final class Logic extends TimerGraphStageLogic {

        private static final String TIMER = "patience";

        private final AsyncCallback<Answer> answers = createAsyncCallback(this::onAnswer);

        private final AsyncCallback<Done> takeLeave = createAsyncCallback(done -> onLeave());

        /**
         * Of the latest request, and of the one before it while that one's answer may still be on its way: the library asks
         * for the next answer when it begins to send one, and begins none before the one before it has been sent.
         */
        private final ArrayDeque<ClientDeparture> departures = new ArrayDeque<>(2);

        /** A request was taken, and the answer to the next one has not been asked for yet. */
        private boolean busy;

        /** It came while the one before was being answered. */
        private @Nullable HttpRequest next;

        private @Nullable HttpResponse ready;
        private boolean handedOver;
        private boolean streams;

        /** No request follows the one that came last, by the client's own word. */
        private boolean last;

        /** The one that is being answered is the last one, by the client's own word. */
        private boolean answersLast;

        /** The connection closes behind the answer that was handed over: what comes now is nobody's request. */
        private boolean over;

        /** The port closes: no request is waited for any more. */
        private boolean leaving;

        /** Requests that came then. The library counts them, and takes an end without an answer for each for a fault. */
        private int dropped;

        /** What the client is to send by {@link #untilNanos}; null while it is the server's turn. */
        private Patience.@Nullable Waiting waiting;

        private long untilNanos;

        /** When the timer goes off, while there is one. It is not set anew for every request: it looks when it goes off. */
        private long timerAtNanos;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var request = grab(in);
                    waiting = null;
                    if (over) {
                        dropped++;
                        countOff();
                    } else {
                        next = request;
                        last = last || closes(request);
                        proceed();
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    onNoMore();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (handedOver) {
                        handedOver = false;
                        busy = false;
                        forgetWhatIsSent();
                    }
                    countOff();
                    push();
                    proceed();
                    if (!busy && !streams) {
                        await(Patience.Waiting.NEXT, patience.next());
                    }
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
            await(Patience.Waiting.FIRST, patience.first());
            all.begun(takeLeave);
        }

        private void onLeave() {
            leaving = true;
            if (!busy) {
                proceed();
            }
        }

        private void await(Patience.Waiting what, Duration time) {
            if (waiting != null) {
                return;
            }
            waiting = what;
            long now = nanoTime.getAsLong();
            untilNanos = now + time.toNanos();
            if (!isTimerActive(TIMER) || timerAtNanos - untilNanos > 0) {
                goOffIn(time, now);
            }
        }

        private void goOffIn(Duration time, long now) {
            timerAtNanos = now + time.toNanos();
            scheduleOnce(TIMER, time);
        }

        @Override
        public void onTimer(Object key) {
            var vain = waiting;
            if (vain == null) {
                return;
            }
            long now = nanoTime.getAsLong();
            if (untilNanos - now > 0) {
                goOffIn(Duration.ofNanos(untilNanos - now), now);
            } else {
                impatient.accept(vain);
                completeStage();
            }
        }

        @Override
        public void postStop() {
            all.ended(takeLeave);
            if (streams) {
                all.streaming(false);
            }
            // After the last request all is over when its answer has been handed over: that is no departure.
            if (busy || !last) {
                left();
            }
        }

        private void proceed() {
            var request = next;
            if (busy) {
                return;
            }
            if (request == null) {
                if (isClosed(in) || (leaving && !streams)) {
                    completeStage();
                }
                return;
            }
            next = null;
            answer(request);
            // What comes behind the last request is not even asked for.
            if (!answersLast && !isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private void answer(HttpRequest request) {
            var watched = new ClientDeparture();
            departures.add(watched);
            busy = true;
            answersLast = closes(request);
            try {
                answering
                        .apply(watched.watching(request))
                        .whenComplete((response, failure) -> answers.invoke(new Answer(response, failure)));
            } catch (RuntimeException broken) {
                // Not thrown on: the library would call it a fault of this stage, at ERROR and with its stack.
                failStage(broken);
            }
        }

        private void onAnswer(Answer answer) {
            if (answer.response == null) {
                failStage(answer.failure == null ? new IllegalStateException("no answer") : answer.failure);
                return;
            }
            ready = answer.response;
            push();
        }

        private void push() {
            var response = ready;
            if (response != null && isAvailable(out)) {
                if (leaving && !saysClose(response)) {
                    response = response.addHeader(Connection.create("close"));
                }
                ready = null;
                handedOver = true;
                if (response.entity().isChunked() && !streams) {
                    streams = true;
                    all.streaming(true);
                }
                if (answersLast || saysClose(response)) {
                    over = true;
                    dropped += next == null ? 0 : 1;
                    next = null;
                }
                push(out, response);
            }
        }

        private void countOff() {
            if (dropped > 0 && isAvailable(out)) {
                dropped--;
                push(out, UNHEARD);
            }
        }

        private void onNoMore() {
            if (!busy && next == null) {
                completeStage();
            } else if (!last) {
                left();
            }
        }

        private void left() {
            departures.forEach(ClientDeparture::happened);
        }

        private void forgetWhatIsSent() {
            while (departures.size() > 1) {
                departures.remove();
            }
        }
    }

    private static boolean closes(HttpRequest request) {
        return saysClose(request) || request.protocol().value().equals("HTTP/1.0");
    }

    private static boolean saysClose(HttpMessage message) {
        return message.getHeader(Connection.class)
                .map(Connection::value)
                .filter(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                .isPresent();
    }
}
