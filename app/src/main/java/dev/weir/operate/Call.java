package dev.weir.operate;

import dev.weir.http.RequestTarget;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One request of an operator.
 *
 * @param by who it is, as far as it is known: for the log
 */
record Call(HttpRequest request, RequestTarget target, String by) {

    /** What is served under a path. */
    @FunctionalInterface
    interface Handler {
        /** May fail as it is called, or later. */
        CompletionStage<HttpResponse> handle(Call call);
    }

    /** What stands between the slashes after {@code api}. */
    String segment(int index) {
        return target.segments().get(index + 1);
    }
}
