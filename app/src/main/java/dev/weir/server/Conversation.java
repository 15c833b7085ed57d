package dev.weir.server;

import dev.weir.http.ClientDeparture;
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
 * <p>A connection is closed behind a stream, also behind the one block of a refused one: a browser would else keep it, and
 * the node has places for little more connections than streams.
 *
 * <p>Not noticed is the departure of a client that sent {@code Connection: close}: nothing is read after such a request.
 */
final class Conversation extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {

    private final Inlet<HttpRequest> in = Inlet.create("Conversation.in");
    private final Outlet<HttpResponse> out = Outlet.create("Conversation.out");
    private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
    private final Function<HttpRequest, CompletionStage<HttpResponse>> answering;
    private final AtomicInteger streaming;

    /**
     * @param answering fails only when the connection must not be used any more
     * @param streaming counts the streams whose last byte has not been handed to the socket
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

        /** Of the request that is being answered; null while none is. */
        private @Nullable ClientDeparture departure;

        /** It came while another one was being answered. */
        private @Nullable HttpRequest next;

        private @Nullable HttpResponse ready;

        /** The answer has been handed over, and is being sent until the next one is asked for. */
        private boolean sending;

        private boolean streamed;

        /** No request follows, by the client's own word. */
        private boolean last;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    next = grab(in);
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
                    if (sending) {
                        sending = false;
                        departure = null;
                        if (streamed && next == null) {
                            completeStage();
                            return;
                        }
                        streamOver();
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
            left();
            streamOver();
        }

        private void proceed() {
            var request = next;
            if (departure != null) {
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
            departure = watched;
            last = request.getHeader(Connection.class)
                            .map(Connection::value)
                            .filter(value -> value.toLowerCase(Locale.ROOT).contains("close"))
                            .isPresent()
                    || request.protocol().value().equals("HTTP/1.0");
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
                sending = true;
                if (response.entity().isChunked()) {
                    streamed = true;
                    streaming.incrementAndGet();
                }
                push(out, response);
            }
        }

        private void onNoMore() {
            if (departure == null && next == null) {
                completeStage();
            } else if (!last) {
                left();
            }
        }

        private void streamOver() {
            if (streamed) {
                streamed = false;
                streaming.decrementAndGet();
            }
        }

        private void left() {
            if (departure != null) {
                departure.happened();
            }
        }
    }
}
