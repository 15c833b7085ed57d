package dev.weir.server;

import dev.weir.http.RequestTarget;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What answers requests of one kind. */
@FunctionalInterface
interface Route {

    /** @param target the request's, decoded; its segments are those that the route was chosen for */
    CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target);
}
