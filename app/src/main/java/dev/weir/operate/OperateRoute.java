package dev.weir.operate;

import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.observe.Log;
import dev.weir.observe.SupervisionRecord;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;

/** {@code /api} of the management port. Every answer is JSON of this moment, and never cached. */
public final class OperateRoute {

    private static final List<HttpMethod> READ = List.of(HttpMethods.GET, HttpMethods.HEAD);

    private final StreamDesk streams;
    private final SupervisionRecord supervision;
    private final RevocationDesk revocations;
    private final Runnable drain;

    /** @param drain begins to end the node, and returns at once */
    public OperateRoute(StreamDesk streams, SupervisionRecord supervision, RevocationDesk revocations, Runnable drain) {
        this.streams = streams;
        this.supervision = supervision;
        this.revocations = revocations;
        this.drain = drain;
    }

    /** Fails when the actors that are asked do not answer within 5 s. */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        var path = target.segments();
        var methods = methods(path);
        if (methods.isEmpty()) {
            return done(Problems.of(Refusal.NOT_FOUND, "path: /" + String.join("/", path) + " (expected: see docs)"));
        }
        if (!methods.contains(request.method())) {
            return done(Problems.methodNotAllowed(request.method(), methods));
        }
        if (!READ.contains(request.method()) && !SameSite.allows(request)) {
            return done(Problems.of(Refusal.DENIED, "Origin: another site's (expected: this one's, or none)"));
        }
        try {
            return answer(request, target);
        } catch (InvalidText invalid) {
            return done(Problems.of(invalid));
        }
    }

    /** None for a path that is not served. */
    private static List<HttpMethod> methods(List<String> path) {
        if (path.equals(List.of("api", "drain")) || path.equals(List.of("api", "revocations"))) {
            return List.of(HttpMethods.POST);
        }
        if (path.equals(List.of("api", "connections")) || path.equals(List.of("api", "supervision"))) {
            return READ;
        }
        boolean isConnection =
                path.size() == 3 && path.get(0).equals("api") && path.get(1).equals("connections");
        return isConnection ? List.of(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.DELETE) : List.of();
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, RequestTarget target) {
        var path = target.segments();
        switch (path.get(1)) {
            case "drain" -> {
                Log.event("drain", Map.of("by", caller(request)));
                drain.run();
                return done(json(202, "{\"draining\":true}"));
            }
            case "revocations" -> {
                return revocations.revoke(request, caller(request));
            }
            case "supervision" -> {
                return done(json(200, SupervisionJson.of(supervision, target)));
            }
            default -> {
                return connections(request, target);
            }
        }
    }

    private CompletionStage<HttpResponse> connections(HttpRequest request, RequestTarget target) {
        if (target.segments().size() == 2) {
            return streams.list(target).thenApply(body -> json(200, body));
        }
        var id = target.segments().get(2);
        if (request.method().equals(HttpMethods.DELETE)) {
            return streams.evict(id, caller(request))
                    .thenApply(found -> found ? HttpResponse.create().withStatus(StatusCodes.NO_CONTENT) : unknown(id));
        }
        return streams.one(id)
                .thenApply(found -> found.map(body -> json(200, body)).orElseGet(() -> unknown(id)));
    }

    private static HttpResponse unknown(String id) {
        return Problems.of(Refusal.NOT_FOUND, "connection: " + id + " (expected: one that is open on this node)");
    }

    private static String caller(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(address -> address.getAddress())
                .map(address -> address.getHostAddress())
                .orElse("unknown");
    }

    private static HttpResponse json(int status, String body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(ContentTypes.APPLICATION_JSON, body)
                .addHeader(CacheControl.create(CacheDirectives.NO_STORE));
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
