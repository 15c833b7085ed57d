package dev.weir.http;

import dev.weir.wire.InvalidText;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the socket of one connection and the server library's layer, and lets through only what {@link
 * RequestFraming} is certain of.
 *
 * <p>In place of a head that is refused the library gets a request of ours, the last one of its connection. So the answer comes
 * in its turn, behind those to the requests before, and with all that answers have; whoever handles requests asks {@link
 * #refusal} first. In place of chunks that are refused it gets what breaks the body off.
 *
 * <p>When the connection closes while a client is still sending, as after a refusal or a body that nobody read, what comes is
 * dropped until nothing comes for a moment: a socket that is closed with bytes unread is reset, and the client may never see
 * its answer (RFC 9112, section 9.6).
 *
 * <p>One for each connection.
 */
public final class RequestGuard
        extends GraphStage<BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound>> {

    private static final String MARK = "Weir-Refused-Head";

    private static final ByteString STAND_IN =
            ByteString.fromString("GET / HTTP/1.1\r\nHost: weir\r\nConnection: close\r\n" + MARK + ": 1\r\n\r\n");

    /** Neither the size of a chunk, nor the end of one, nor a header. */
    private static final ByteString NONSENSE = ByteString.fromString("\0\r\n\r\n");

    private static final Duration QUIET = Duration.ofMillis(200);

    private static final Duration LINGER_MAX = Duration.ofSeconds(2);

    private final Inlet<SslTlsOutbound> answersIn = Inlet.create("RequestGuard.answersIn");
    private final Outlet<SslTlsOutbound> answersOut = Outlet.create("RequestGuard.answersOut");
    private final Inlet<SslTlsInbound> requestsIn = Inlet.create("RequestGuard.requestsIn");
    private final Outlet<SslTlsInbound> requestsOut = Outlet.create("RequestGuard.requestsOut");
    private final BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound> shape =
            new BidiShape<>(answersIn, answersOut, requestsIn, requestsOut);

    private volatile @Nullable InvalidText refused;

    /** The answer to a request that stands for one whose head was refused; empty for every other. */
    public Optional<HttpResponse> refusal(HttpRequest request) {
        var why = refused;
        return why == null || request.getHeader(MARK).isEmpty() ? Optional.empty() : Optional.of(Problems.of(why));
    }

    @Override
    public BidiShape<SslTlsOutbound, SslTlsOutbound, SslTlsInbound, SslTlsInbound> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {

        private static final String QUIET_TIMER = "quiet";
        private static final String LINGER_TIMER = "linger";

        private final RequestFraming framing = new RequestFraming();

        /** All answers have been sent, and the client was still sending. */
        private boolean lingers;

        Logic() {
            super(shape);
            setHandler(requestsIn, new Requests());
            setHandler(requestsOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pullRequests();
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (!lingers) {
                        cancel(requestsIn, cause);
                    }
                }
            });
            setHandler(answersIn, new AbstractInHandler() {
                @Override
                public void onPush() {
                    push(answersOut, grab(answersIn));
                }

                @Override
                public void onUpstreamFinish() {
                    if (framing.isAtRest() || isClosed(requestsIn)) {
                        complete(answersOut);
                    } else {
                        linger();
                    }
                }
            });
            setHandler(answersOut, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!isClosed(answersIn)) {
                        pull(answersIn);
                    }
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    if (lingers) {
                        completeStage();
                    } else {
                        cancel(answersIn, cause);
                    }
                }
            });
        }

        private void pullRequests() {
            if (!isClosed(requestsIn) && !hasBeenPulled(requestsIn)) {
                pull(requestsIn);
            }
        }

        private void linger() {
            lingers = true;
            scheduleOnce(LINGER_TIMER, LINGER_MAX);
            scheduleOnce(QUIET_TIMER, QUIET);
            complete(requestsOut);
            pullRequests();
        }

        @Override
        public void onTimer(Object key) {
            completeStage();
        }

        private final class Requests extends AbstractInHandler {

            @Override
            public void onPush() {
                var element = grab(requestsIn);
                if (lingers) {
                    scheduleOnce(QUIET_TIMER, QUIET);
                    pullRequests();
                } else if (framing.refusal() == null && element instanceof SessionBytes bytes) {
                    handOn(bytes);
                } else if (element instanceof SessionBytes) {
                    pullRequests();
                } else {
                    push(requestsOut, element);
                }
            }

            private void handOn(SessionBytes bytes) {
                var certain = framing.accept(bytes.bytes());
                var why = framing.refusal();
                if (why != null) {
                    refused = why;
                    certain = certain.concat(framing.isRefusedInHead() ? STAND_IN : NONSENSE);
                }
                if (certain.isEmpty()) {
                    pullRequests();
                } else {
                    push(requestsOut, new SessionBytes(bytes.session(), certain));
                }
            }

            @Override
            public void onUpstreamFinish() {
                if (lingers) {
                    completeStage();
                } else {
                    complete(requestsOut);
                }
            }
        }
    }
}
