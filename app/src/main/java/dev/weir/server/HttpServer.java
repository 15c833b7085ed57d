package dev.weir.server;

import dev.weir.access.Cors;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.http.RouteSettings;
import dev.weir.http.UnreadBody;
import dev.weir.wire.InvalidText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP listener with one route; whatever the route does, every request is answered. */
final class HttpServer {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /** How long a client may take to send a body that nobody wants. */
    private static final Duration UNREAD_BODY_MAX = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final ServerBinding binding;
    private final AtomicInteger streaming;
    private final ActorSystem<?> system;

    private HttpServer(ServerBinding binding, AtomicInteger streaming, ActorSystem<?> system) {
        this.binding = binding;
        this.streaming = streaming;
        this.system = system;
    }

    /**
     * @param port 0 for a free one
     * @param cors marks every answer, whoever made it
     */
    static CompletionStage<HttpServer> bind(ActorSystem<?> system, String host, int port, Route route, Cors cors) {
        var materializer = Materializer.matFromSystem(system);
        var streaming = new AtomicInteger();
        var conversation = new Conversation(
                request -> answer(route, request, materializer).thenApply(answer -> cors.mark(request, answer)),
                streaming);
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(RouteSettings.over(ServerSettings.create(system.classicSystem())))
                .bindFlow(Flow.fromGraph(conversation))
                .thenApply(binding -> new HttpServer(binding, streaming, system));
    }

    InetSocketAddress address() {
        return binding.localAddress();
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
        return binding.terminate(waitMax).thenApply(terminated -> Done.getInstance());
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
