package dev.weir.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Tells whoever prepares or sends a long answer that its client has left. The server library itself would find that out with
 * the next write only, so that a silent stream would keep its place until its next heartbeat.
 */
public final class ClientDeparture {

    private static final AttributeKey<ClientDeparture> KEY =
            AttributeKey.create("client-departure", ClientDeparture.class);

    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /** Of a request's client; one that never happens when nobody watches. */
    public static ClientDeparture of(HttpRequest request) {
        Optional<ClientDeparture> watched = request.getAttribute(KEY);
        return watched.orElseGet(ClientDeparture::new);
    }

    /** The same request, whose client is watched. */
    public HttpRequest watching(HttpRequest request) {
        return request.addAttribute(KEY, this);
    }

    /** It has left. From any thread; a second time does nothing. */
    public void happened() {
        gone.complete(null);
    }

    /** @param action run once, on whatever thread; at once if the client has left already. Must return soon */
    public void whenHappened(Runnable action) {
        var unused = gone.thenRun(action);
    }
}
