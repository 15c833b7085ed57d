package dev.weir.operate;

import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.journal.JournalUnavailable;
import dev.weir.operate.Call.Handler;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api} of the management port. Every answer is of this moment, and never cached. */
public final class OperateRoute {

    private static final Logger log = LoggerFactory.getLogger(OperateRoute.class);

    /** Stands for any one segment of a path. */
    static final String ANY = "{}";

    private static final List<HttpMethod> READ = List.of(HttpMethods.GET, HttpMethods.HEAD);

    /**
     * What is served.
     *
     * @param path after {@code /api}
     */
    record Place(List<String> path, HttpMethod method, Handler handler) {

        static Place get(String path, Handler handler) {
            return new Place(List.of(path.split("/", -1)), HttpMethods.GET, handler);
        }

        static Place post(String path, Handler handler) {
            return new Place(List.of(path.split("/", -1)), HttpMethods.POST, handler);
        }

        static Place delete(String path, Handler handler) {
            return new Place(List.of(path.split("/", -1)), HttpMethods.DELETE, handler);
        }

        boolean fits(List<String> segments) {
            if (segments.size() != path.size() + 1) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                var part = path.get(i);
                if (!part.equals(ANY) && !part.equals(segments.get(i + 1))) {
                    return false;
                }
            }
            return true;
        }

        Stream<HttpMethod> methods() {
            return method.equals(HttpMethods.GET) ? READ.stream() : Stream.of(method);
        }
    }

    private final List<Place> places;
    private final Function<HttpRequest, String> who;

    /** @param who says who sends a request, for the log */
    public OperateRoute(Desks desks, Function<HttpRequest, String> who) {
        this.places = desks.places();
        this.who = who;
    }

    /** Never fails. */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        var here =
                places.stream().filter(place -> place.fits(target.segments())).toList();
        if (here.isEmpty()) {
            var path = String.join("/", target.segments());
            return done(Problems.of(Refusal.NOT_FOUND, "path: /" + path + " (expected: one of /api/openapi.json)"));
        }
        var place = here.stream()
                .filter(one -> one.methods().anyMatch(request.method()::equals))
                .findFirst();
        if (place.isEmpty()) {
            return done(Problems.methodNotAllowed(
                    request.method(), here.stream().flatMap(Place::methods).toList()));
        }
        if (!READ.contains(request.method()) && !SameSite.allows(request)) {
            return done(Problems.of(Refusal.DENIED, "Origin: another site's (expected: this one's, or none)"));
        }
        try {
            return place.get()
                    .handler()
                    .handle(new Call(request, target, who.apply(request)))
                    .exceptionally(OperateRoute::problem);
        } catch (InvalidText invalid) {
            return done(Problems.of(invalid));
        }
    }

    private static HttpResponse problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return Problems.of(invalid);
        }
        if (cause instanceof TimeoutException) {
            return Problems.of(Refusal.NODE_BUSY, "actor: no answer in time (expected: another try later)");
        }
        if (cause instanceof JournalUnavailable) {
            return Problems.of(Refusal.JOURNAL_UNAVAILABLE, String.valueOf(cause.getMessage()));
        }
        log.warn("an operator's request failed", cause);
        return Problems.of(Refusal.NODE_BUSY, "request: failed (expected: another try later; the log has the cause)");
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
