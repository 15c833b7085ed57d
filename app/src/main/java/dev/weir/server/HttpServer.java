package dev.weir.server;

import dev.weir.http.HttpLayer;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.http.UnreadBody;
import dev.weir.wire.InvalidText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.io.Inet;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP listener with one route; whatever the route does, every request is answered. */
final class HttpServer {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /** How long a client may take to send a body that nobody wants. */
    static final Duration UNREAD_BODY_MAX = Duration.ofSeconds(10);

    /** After the conversation has had its chance to end a connection in good order. */
    private static final Duration NEWCOMERS_MORE = Duration.ofSeconds(1);

    /** For the last bytes of the last answers, once they are under way. */
    private static final Duration LAST_BYTES_MAX = Duration.ofSeconds(1);

    /** The first status that says no. */
    private static final int REFUSALS = 400;

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Tcp.ServerBinding binding;
    private final HttpConnections connections;
    private final Cancellable looking;
    private final String scheme;
    private final ActorSystem<?> system;

    private HttpServer(
            Tcp.ServerBinding binding,
            HttpConnections connections,
            Cancellable looking,
            String scheme,
            ActorSystem<?> system) {
        this.binding = binding;
        this.connections = connections;
        this.looking = looking;
        this.scheme = scheme;
        this.system = system;
    }

    static CompletionStage<HttpServer> bind(ActorSystem<?> system, Listener listener, Route route) {
        var tls = listener.tls();
        var newcomers = new Newcomers(listener.patience().first().plus(NEWCOMERS_MORE), System::nanoTime);
        var layer = new HttpLayer(system.classicSystem(), tls == null ? null : tls::engine);
        var settings = layer.settings();
        var materializer = Materializer.matFromSystem(system);
        var connections = new HttpConnections(
                layer,
                listener,
                (request, guard) -> {
                    if (tls != null) {
                        newcomers.heard(request);
                    }
                    return guard.refusal(request)
                            .<CompletionStage<HttpResponse>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> answer(route, request, materializer))
                            .thenApply(answer -> told(listener, request, answer));
                },
                materializer);
        return Tcp.get(system)
                .bind(
                        listener.host(),
                        listener.port(),
                        settings.getBacklog(),
                        tls == null ? settings.getSocketOptions() : with(newcomers, settings.getSocketOptions()),
                        false,
                        Optional.empty())
                .mapAsyncUnordered(settings.getMaxConnections(), connections::serve)
                .to(Sink.ignore())
                .run(materializer)
                .thenApply(binding -> {
                    var looking = system.scheduler()
                            .scheduleWithFixedDelay(
                                    NEWCOMERS_MORE, NEWCOMERS_MORE, newcomers::look, system.executionContext());
                    return new HttpServer(binding, connections, looking, tls == null ? "http" : "https", system);
                });
    }

    private static HttpResponse told(Listener listener, HttpRequest request, HttpResponse answer) {
        if (answer.status().intValue() >= REFUSALS) {
            listener.refused().accept(answer.status().intValue());
        }
        return listener.headers().mark(listener.cors().mark(request, answer));
    }

    private static List<Inet.SocketOption> with(Inet.SocketOption option, Iterable<Inet.SocketOption> others) {
        List<Inet.SocketOption> all = new ArrayList<>();
        others.forEach(all::add);
        all.add(option);
        return all;
    }

    InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Where it is reached, without a path. */
    String url() {
        var host = address().getAddress().getHostAddress();
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address().getPort();
    }

    /**
     * Done when the last byte of every stream has been handed to its socket: a stream that has ended is not sent yet.
     *
     * @param waitMax for clients that take nothing
     */
    CompletionStage<Done> streamsSent(Duration waitMax) {
        return until(() -> connections.conversations().streaming() == 0, waitMax);
    }

    /**
     * Takes no more connections, waits for answers that are under way, then closes all. A stream that is still open is
     * cut off, so streams must have ended before.
     *
     * @param waitMax for answers under way
     */
    CompletionStage<Done> terminate(Duration waitMax) {
        return binding.unbind()
                .thenCompose(unbound -> {
                    connections.conversations().end();
                    return until(() -> connections.conversations().count() == 0, waitMax);
                })
                .thenCompose(said -> until(() -> connections.open() == 0, LAST_BYTES_MAX))
                .thenApply(sent -> {
                    connections.cut();
                    looking.cancel();
                    return Done.getInstance();
                });
    }

    private CompletionStage<Done> until(BooleanSupplier done, Duration waitMax) {
        if (done.getAsBoolean() || waitMax.isNegative()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return Patterns.after(LOOK_EVERY, system, () -> until(done, waitMax.minus(LOOK_EVERY)));
    }

    private static CompletionStage<HttpResponse> answer(Route route, HttpRequest request, Materializer materializer) {
        try {
            return route.handle(request, RequestTarget.of(request)).exceptionally(HttpServer::fault);
        } catch (InvalidText invalid) {
            return UnreadBody.thenAnswer(request, Problems.of(invalid), UNREAD_BODY_MAX, materializer);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(fault(failure));
        }
    }

    private static HttpResponse fault(Throwable failure) {
        log.error("a request could not be answered", failure);
        return Answers.fault();
    }
}
