package dev.weir.server;

import dev.weir.http.ClientDeparture;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
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
 */
final class Conversation extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

    private final Inlet<HttpRequest> in = Inlet.create("Conversation.in");
    private final Outlet<HttpResponse> out = Outlet.create("Conversation.out");
    private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> answering;
    private final AtomicInteger streaming;

    /**
     * @param answering fails only when the connection must not be used any more
     * @param streaming counts the conversations that carry a stream
     */
    Conversation(Function<HttpRequest, CompletionStage<HttpResponse>> answering, AtomicInteger streaming) {
        this.answering = answering;
        this.streaming = streaming;
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

    private final class Logic extends GraphStageLogic {

        private final AsyncCallback<Answer> answers = createAsyncCallback(this::onAnswer);

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

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var request = grab(in);
                    next = request;
                    last = closes(request);
                    proceed();
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
                    push();
                    proceed();
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void postStop() {
            if (streams) {
                streaming.decrementAndGet();
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
                if (isClosed(in)) {
                    completeStage();
                }
                return;
            }
            next = null;
            answer(request);
            if (!isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private void answer(HttpRequest request) {
            var watched = new ClientDeparture();
            departures.add(watched);
            busy = true;
            answering
                    .apply(watched.watching(request))
                    .whenComplete((response, failure) -> answers.invoke(new Answer(response, failure)));
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
                ready = null;
                handedOver = true;
                if (response.entity().isChunked() && !streams) {
                    streams = true;
                    streaming.incrementAndGet();
                }
                push(out, response);
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
        return request.getHeader(Connection.class)
                        .map(Connection::value)
                        .filter(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                        .isPresent()
                || request.protocol().value().equals("HTTP/1.0");
    }
}
