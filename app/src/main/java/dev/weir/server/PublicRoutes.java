package dev.weir.server;

import dev.weir.http.RequestTarget;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the public port serves: publishing to topics and streaming from them. */
final class PublicRoutes implements Route {

    private final Route publish;
    private final Route stream;

    /**
     * @param publish for {@code /topics/{topic}/events}, any method but OPTIONS
     * @param stream for {@code /stream}, any method but OPTIONS
     */
    PublicRoutes(Route publish, Route stream) {
        this.publish = publish;
        this.stream = stream;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        var segments = target.segments();
        if (isEvents(segments)) {
            return request.method().equals(HttpMethods.OPTIONS)
                    ? answer(Answers.allowed(List.of(HttpMethods.POST)))
                    : publish.handle(request, target);
        }
        if (segments.equals(List.of("stream"))) {
            return request.method().equals(HttpMethods.OPTIONS)
                    ? answer(Answers.allowed(List.of(HttpMethods.GET, HttpMethods.HEAD)))
                    : stream.handle(request, target);
        }
        return answer(Answers.notFound(segments));
    }

    private static boolean isEvents(List<String> segments) {
        return segments.size() == 3
                && segments.get(0).equals("topics")
                && segments.get(2).equals("events");
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
