package dev.weir.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Gets a body out of the way that nobody wants, before its request is refused.
 *
 * <p>The server library closes a connection on which an answer went out before the body was read, and closing with bytes
 * unread resets it, so that the client may never see the answer. So the body is dropped first, up to a bound of bytes
 * and time, and answered then; the connection serves on.
 */
public final class UnreadBody {

    /** Beyond this a closed connection is cheaper for both sides. */
    public static final long BYTES_MAX = 16L << 20;

    private UnreadBody() {}

    /** The same answer, when the request's body is out of the way; never fails. */
    public static CompletionStage<HttpResponse> thenAnswer(
            HttpRequest request, HttpResponse answer, Duration timeout, Materializer materializer) {
        return drop(request, timeout, materializer).thenApply(dropped -> answer);
    }

    /** @return when to answer; never fails */
    public static CompletionStage<Done> drop(HttpRequest request, Duration timeout, Materializer materializer) {
        var entity = request.entity();
        if (entity.isStrict()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        var bytes = entity.withoutSizeLimit().getDataBytes();
        // Who asked whether to go on (100-continue) has not sent the body yet, and must not be told to.
        boolean asked = request.getHeader("Expect").isPresent();
        if (asked || entity.getContentLengthOption().orElse(0) > BYTES_MAX) {
            bytes.runWith(Sink.cancelled(), materializer);
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return bytes.limitWeighted(BYTES_MAX, part -> (long) part.size())
                .completionTimeout(timeout)
                .runWith(Sink.ignore(), materializer)
                .exceptionally(broken -> Done.getInstance());
    }
}
