package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.RequestTarget;
import dev.weir.observe.HealthRoute;
import dev.weir.observe.Metrics;
import dev.weir.observe.Readiness;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    private final Metrics metrics = new Metrics(10);
    private final Route management = new ManagementRoutes(
            new HealthRoute(new Readiness(() -> true, () -> true, () -> true)), metrics, RoutesTest::managed);
    private final Route routes = new PublicRoutes(
            RoutesTest::published, RoutesTest::streamed, RoutesTest::managed, RoutesTest::ticketed, new ClientRoute());

    @AfterEach
    void close() {
        metrics.close();
    }

    private static CompletionStage<HttpResponse> published(HttpRequest request, RequestTarget target) {
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withEntity("published to " + target.segments().get(1)));
    }

    private static CompletionStage<HttpResponse> streamed(HttpRequest request, RequestTarget target) {
        return CompletableFuture.completedFuture(HttpResponse.create().withEntity("streamed"));
    }

    private static CompletionStage<HttpResponse> managed(HttpRequest request, RequestTarget target) {
        return CompletableFuture.completedFuture(
                HttpResponse.create().withEntity("managed " + String.join("|", target.segments())));
    }

    private static CompletionStage<HttpResponse> ticketed(HttpRequest request, RequestTarget target) {
        return CompletableFuture.completedFuture(HttpResponse.create().withEntity("ticket"));
    }

    private static HttpResponse ask(Route route, HttpMethod method, String target) {
        var request = HttpRequest.create().withMethod(method).addHeader(RawRequestURI.create(target));
        return route.handle(request, RequestTarget.of(request))
                .toCompletableFuture()
                .join();
    }

    private static String body(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().utf8String();
    }

    private static String header(HttpResponse response, String name) {
        return response.getHeader(name).map(Object::toString).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/topics/quakes/events, published to quakes",
        "/topics/quakes/events?batch=1, published to quakes",
        "/topics/a%2Fb/events, published to a/b",
        "/topics/%2e%2e/events, published to ..",
        "/topics/quakes, managed topics|quakes",
        "/topics/a%2Fclose, managed topics|a/close",
        "/topics/quakes/state, managed topics|quakes|state",
        "/topics/quakes/close, managed topics|quakes|close",
        "/tickets, ticket",
        "/stream, streamed",
        "/stream?topic=quakes, streamed"
    })
    void hands_a_request_to_its_route(String target, String answer) {
        assertThat(body(ask(routes, HttpMethods.POST, target))).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/stream/",
                "//stream",
                "/streams",
                "/topics",
                "/topics/quakes/states",
                "/topics/quakes/state/x",
                "/topics/a/b/events",
                "/topics/quakes/events/",
                "/x/../stream",
                "/client",
                "/client/",
                "/client/tabs.js",
                "/client/weir.js/x",
                "/metrics",
                "/health/live"
            })
    void serves_nothing_else_on_the_public_port(String target) {
        var response = ask(routes, HttpMethods.GET, target);

        assertThat(response.status().intValue()).isEqualTo(404);
        assertThat(body(response)).contains("urn:weir:problem:not-found");
    }

    @Test
    void a_long_path_is_not_sent_back_whole() {
        assertThat(body(ask(routes, HttpMethods.GET, "/" + "x".repeat(10_000)))).hasSizeLessThan(400);
    }

    @Test
    void options_tell_the_methods() {
        var publish = ask(routes, HttpMethods.OPTIONS, "/topics/quakes/events");
        var stream = ask(routes, HttpMethods.OPTIONS, "/stream");
        var client = ask(routes, HttpMethods.OPTIONS, "/client/weir.js");
        var topic = ask(routes, HttpMethods.OPTIONS, "/topics/quakes");
        var state = ask(routes, HttpMethods.OPTIONS, "/topics/quakes/state");
        var close = ask(routes, HttpMethods.OPTIONS, "/topics/quakes/close");
        var health = ask(management, HttpMethods.OPTIONS, "/health/ready");

        assertThat(publish.status().intValue()).isEqualTo(204);
        assertThat(header(publish, "Allow")).isEqualTo("Allow: POST, OPTIONS");
        assertThat(header(stream, "Allow")).isEqualTo("Allow: GET, HEAD, OPTIONS");
        assertThat(header(client, "Allow")).isEqualTo("Allow: GET, HEAD, OPTIONS");
        assertThat(header(topic, "Allow")).isEqualTo("Allow: GET, HEAD, PUT, DELETE, OPTIONS");
        assertThat(header(state, "Allow")).isEqualTo("Allow: GET, HEAD, OPTIONS");
        assertThat(header(close, "Allow")).isEqualTo("Allow: POST, OPTIONS");
        assertThat(header(health, "Allow")).isEqualTo("Allow: GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({"/health/live, live", "/health/ready, ready", "/metrics, sse_max_connections"})
    void the_management_port_serves_health_and_metrics(String target, String part) {
        var response = ask(management, HttpMethods.GET, target);

        assertThat(response.status().intValue()).isEqualTo(200);
        assertThat(body(response)).contains(part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stream", "/topics/quakes/events", "/health", "/metrics/"})
    void serves_nothing_else_on_the_management_port(String target) {
        assertThat(ask(management, HttpMethods.GET, target).status().intValue()).isEqualTo(404);
    }

    @Test
    void the_management_port_is_for_reading() {
        var response = ask(management, HttpMethods.POST, "/metrics");

        assertThat(response.status().intValue()).isEqualTo(405);
        assertThat(header(response, "Allow")).contains("GET");
    }
}
