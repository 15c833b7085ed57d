package dev.weir.server;

import dev.weir.console.ConsoleRoute;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.observe.HealthRoute;
import dev.weir.observe.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** What the management port serves: health, metrics, the console, and what operators see and do. */
final class ManagementRoutes implements Route {

    /** The text format that Prometheus has read since its first version. */
    private static final ContentType PROMETHEUS_TEXT = MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.UTF_8);

    private final Map<List<String>, Supplier<HttpResponse>> pages;

    private final ConsoleRoute console = new ConsoleRoute();
    private final Route api;

    /** @param api for everything under {@code /api} */
    ManagementRoutes(HealthRoute health, Metrics metrics, Route api) {
        this.api = api;
        this.pages = Map.of(
                List.of("health", "live"), health::live,
                List.of("health", "ready"), health::ready,
                List.of("metrics"), () -> metrics(metrics));
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        var segments = target.segments();
        var first = segments.isEmpty() ? "" : segments.get(0);
        return switch (first) {
            case "api" -> api.handle(request, target);
            case "console" -> CompletableFuture.completedFuture(console.handle(request, segments));
            default -> CompletableFuture.completedFuture(answer(request, segments));
        };
    }

    private HttpResponse answer(HttpRequest request, List<String> segments) {
        var page = pages.get(segments);
        if (page == null) {
            return Answers.notFound(segments);
        }
        var method = request.method();
        if (method.equals(HttpMethods.OPTIONS)) {
            return Answers.allowed(List.of(HttpMethods.GET, HttpMethods.HEAD));
        }
        // The library leaves the body out of what answers a HEAD.
        return method.equals(HttpMethods.GET) || method.equals(HttpMethods.HEAD)
                ? page.get()
                : Problems.methodNotAllowed(method, List.of(HttpMethods.GET, HttpMethods.HEAD));
    }

    private static HttpResponse metrics(Metrics metrics) {
        return HttpResponse.create()
                .withEntity(PROMETHEUS_TEXT, metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
