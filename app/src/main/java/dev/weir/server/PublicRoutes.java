package dev.weir.server;

import dev.weir.http.RequestTarget;
import dev.weir.manage.ManageRoute;
import dev.weir.ticket.TicketRoute;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the public port serves: publishing to topics, streaming from them, managing them, and the browser's client. */
final class PublicRoutes implements Route {

    private final Route publish;
    private final Route stream;
    private final Route manage;
    private final Route tickets;
    private final Route client;

    /**
     * @param publish for {@code /topics/{topic}/events}, any method but OPTIONS
     * @param stream for {@code /stream}, any method but OPTIONS
     * @param manage for {@code /topics/{topic}}, {@code /topics/{topic}/state} and {@code /topics/{topic}/close}, any
     *     method but OPTIONS
     * @param tickets for {@code /tickets}, any method but OPTIONS
     * @param client for {@code /client/weir.js}, any method but OPTIONS
     */
    PublicRoutes(Route publish, Route stream, Route manage, Route tickets, Route client) {
        this.publish = publish;
        this.stream = stream;
        this.manage = manage;
        this.tickets = tickets;
        this.client = client;
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
        if (segments.equals(List.of("tickets"))) {
            return request.method().equals(HttpMethods.OPTIONS)
                    ? answer(Answers.allowed(TicketRoute.METHODS))
                    : tickets.handle(request, target);
        }
        if (segments.equals(List.of("client", "weir.js"))) {
            return request.method().equals(HttpMethods.OPTIONS)
                    ? answer(Answers.allowed(ClientRoute.METHODS))
                    : client.handle(request, target);
        }
        if (isManaged(segments)) {
            return request.method().equals(HttpMethods.OPTIONS)
                    ? answer(Answers.allowed(ManageRoute.methods(segments)))
                    : manage.handle(request, target);
        }
        return answer(Answers.notFound(segments));
    }

    private static boolean isManaged(List<String> segments) {
        boolean isTopic = segments.size() >= 2 && segments.get(0).equals("topics");
        return isTopic
                && (segments.size() == 2
                        || (segments.size() == 3 && List.of("state", "close").contains(segments.get(2))));
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
