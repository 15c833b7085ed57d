package dev.weir.server;

import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.http.RouteSettings;
import dev.weir.http.UnreadBody;
import dev.weir.wire.InvalidText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.io.Inet;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP listener with one route; whatever the route does, every request is answered. */
final class HttpServer {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /** How long a client may take to send a body that nobody wants. */
    static final Duration UNREAD_BODY_MAX = Duration.ofSeconds(10);

    /** After the conversation has had its chance to end a connection in good order. */
    private static final Duration NEWCOMERS_MORE = Duration.ofSeconds(1);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final ServerBinding binding;
    private final AtomicInteger streaming;
    private final Cancellable looking;
    private final String scheme;
    private final ActorSystem<?> system;

    private HttpServer(
            ServerBinding binding, AtomicInteger streaming, Cancellable looking, String scheme, ActorSystem<?> system) {
        this.binding = binding;
        this.streaming = streaming;
        this.looking = looking;
        this.scheme = scheme;
        this.system = system;
    }

    static CompletionStage<HttpServer> bind(ActorSystem<?> system, Listener listener, Route route) {
        var tls = listener.tls();
        var streaming = new AtomicInteger();
        var newcomers = new Newcomers(listener.patience().first().plus(NEWCOMERS_MORE), System::nanoTime);
        var settings = RouteSettings.over(ServerSettings.create(system.classicSystem()), tls != null);
        var builder = Http.get(system).newServerAt(listener.host(), listener.port());
        if (tls != null) {
            builder = builder.enableHttps(ConnectionContext.httpsServer(tls::engine));
            settings = settings.withSocketOptions(with(newcomers, settings.getSocketOptions()));
        }
        var conversation =
                conversation(system, listener, route, streaming, tls == null ? request -> {} : newcomers::heard);
        return builder.withSettings(settings)
                .bindFlow(Flow.fromGraph(conversation))
                .thenApply(binding -> {
                    var looking = system.scheduler()
                            .scheduleWithFixedDelay(
                                    NEWCOMERS_MORE, NEWCOMERS_MORE, newcomers::look, system.executionContext());
                    return new HttpServer(binding, streaming, looking, tls == null ? "http" : "https", system);
                });
    }

    private static Conversation conversation(
            ActorSystem<?> system,
            Listener listener,
            Route route,
            AtomicInteger streaming,
            Consumer<HttpRequest> heard) {
        var materializer = Materializer.matFromSystem(system);
        return new Conversation(
                request -> {
                    heard.accept(request);
                    return answer(route, request, materializer)
                            .thenApply(answer ->
                                    listener.headers().mark(listener.cors().mark(request, answer)));
                },
                streaming,
                listener.patience(),
                listener.impatient(),
                System::nanoTime);
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
        if (streaming.get() == 0 || waitMax.isNegative()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return Patterns.after(LOOK_EVERY, system, () -> streamsSent(waitMax.minus(LOOK_EVERY)));
    }

    /**
     * Takes no more connections, waits for answers that are under way, then closes all. A stream that is still open is
     * reset, so streams must have ended before.
     *
     * @param waitMax for answers under way
     */
    CompletionStage<Done> terminate(Duration waitMax) {
        return binding.terminate(waitMax).thenApply(terminated -> {
            looking.cancel();
            return Done.getInstance();
        });
    }

    private static CompletionStage<HttpResponse> answer(Route route, HttpRequest request, Materializer materializer) {
        try {
            return route.handle(request, RequestTarget.of(request)).exceptionally(HttpServer::fault);
        } catch (InvalidText invalid) {
            return UnreadBody.thenAnswer(request, Problems.of(invalid), UNREAD_BODY_MAX, materializer);
        } catch (EntityStreamException broken) {
            // Where this request ends is not known, so what follows must not be taken for another one: the library
            // closes the connection when the handler fails.
            throw broken;
        } catch (RuntimeException failure) {
            return CompletableFuture.completedFuture(fault(failure));
        }
    }

    private static HttpResponse fault(Throwable failure) {
        log.error("a request could not be answered", failure);
        return Answers.fault();
    }
}
