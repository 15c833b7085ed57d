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
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP listener with one route; whatever the route does, every request is answered. */
final class HttpServer {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    /** How long a client may take to send a body that nobody wants. */
    private static final Duration UNREAD_BODY_MAX = Duration.ofSeconds(10);

    private final ServerBinding binding;

    private HttpServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * @param port 0 for a free one
     * @param cors marks every answer, whoever made it
     */
    static CompletionStage<HttpServer> bind(ActorSystem<?> system, String host, int port, Route route, Cors cors) {
        var materializer = Materializer.matFromSystem(system);
        var conversation = new Conversation(
                request -> answer(route, request, materializer).thenApply(answer -> cors.mark(request, answer)));
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(RouteSettings.over(ServerSettings.create(system.classicSystem())))
                .bindFlow(Flow.fromGraph(conversation))
                .thenApply(HttpServer::new);
    }

    InetSocketAddress address() {
        return binding.localAddress();
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
