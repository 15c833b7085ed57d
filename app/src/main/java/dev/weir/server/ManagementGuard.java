package dev.weir.server;

import dev.weir.access.Access;
import dev.weir.access.Decision.Denied;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.http.UnreadBody;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.stream.Materializer;

/**
 * Lets only admins through to the management port, but for what machines ask: health, and from loopback the metrics.
 * What is not served is refused too, so that nobody can find out what is.
 */
final class ManagementGuard implements Route {

    private final Access access;
    private final Route guarded;
    private final Materializer materializer;

    ManagementGuard(Access access, Route guarded, Materializer materializer) {
        this.access = access;
        this.guarded = guarded;
        this.materializer = materializer;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        if (!isOpen(request, target.segments()) && access.caller(request).mayAdminister() instanceof Denied denied) {
            var refusal = Problems.of(denied.refusal(), denied.detail());
            return UnreadBody.thenAnswer(request, refusal, HttpServer.UNREAD_BODY_MAX, materializer);
        }
        return guarded.handle(request, target);
    }

    private static boolean isOpen(HttpRequest request, List<String> segments) {
        if (segments.isEmpty()) {
            return false;
        }
        return segments.get(0).equals("health") || (segments.equals(List.of("metrics")) && isFromLoopback(request));
    }

    private static boolean isFromLoopback(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .filter(InetAddress::isLoopbackAddress)
                .isPresent();
    }
}
