package dev.weir.http;

import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.concurrent.duration.FiniteDuration;

/**
 * From the bytes of a connection to its requests, and from answers to bytes. It is what the server library builds for a port
 * of its own, but with a {@link RequestGuard} where the library would see bytes first; ADR 13 says why.
 *
 * <pre>
 *   handler ─ library's layer ─ {@link RequestGuard} ─ TLS or nothing ─ idle time-out ─ socket
 * </pre>
 */
public final class HttpLayer {

    private final ServerSettings settings;
    private final BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> library;
    private final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> transport;
    private final BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> idleTimeout;

    /**
     * @param system whose {@code pekko.http.server} says all that {@link RouteSettings} does not
     * @param tls makes an engine for each connection; null to speak plain HTTP
     */
    public HttpLayer(ActorSystem system, @Nullable Supplier<SSLEngine> tls) {
        settings = RouteSettings.over(ServerSettings.create(system), tls != null);
        // Its parser learns headers at the start, which takes longer than a request: one for all connections.
        library = Http.get(system).serverLayer(settings);
        transport = tls == null ? plain() : TLS.create(tls, TLSClosing.eagerClose());
        idleTimeout = settings.getTimeouts().idleTimeout() instanceof FiniteDuration finite
                ? BidiFlow.bidirectionalIdleTimeout(Duration.ofNanos(finite.toNanos()))
                : BidiFlow.fromFlows(Flow.create(), Flow.create());
    }

    public ServerSettings settings() {
        return settings;
    }

    /**
     * Of one connection, to be joined with its socket.
     *
     * @param guard of this connection, whose {@link RequestGuard#refusal} the handler asks first
     */
    public Flow<ByteString, ByteString, NotUsed> connection(
            RequestGuard guard, Flow<HttpRequest, HttpResponse, NotUsed> handler) {
        return handler.join(
                        library.atop(BidiFlow.fromGraph(guard)).atop(transport).atop(idleTimeout))
                .addAttributes(cancellation());
    }

    private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
        BidiFlow<SslTlsOutbound, SslTlsOutbound, SessionBytes, SslTlsInbound, NotUsed> widened =
                BidiFlow.fromFlows(Flow.create(), Flow.<SessionBytes>create().map(bytes -> bytes));
        return widened.atop(TLSPlacebo.getInstance());
    }

    /** The cause of a failure arrives before the cancellation that it brings about, which would hide it. */
    private Attributes cancellation() {
        return Attributes.none()
                .and(new Attributes.CancellationStrategy(Attributes.cancellationStrategyAfterDelay(
                        settings.getStreamCancellationDelay(), Attributes.cancellationStrategyFailStage())));
    }
}
