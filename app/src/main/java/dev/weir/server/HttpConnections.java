package dev.weir.server;

import dev.weir.http.HttpLayer;
import dev.weir.http.RequestGuard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves each connection that a port accepts, and ends them all. */
final class HttpConnections {

    private static final Logger log = LoggerFactory.getLogger(HttpConnections.class);

    /** Answers one request; never fails. */
    @FunctionalInterface
    interface Answering {
        CompletionStage<HttpResponse> answer(HttpRequest request, RequestGuard guard);
    }

    private final HttpLayer layer;
    private final Listener listener;
    private final Answering answering;
    private final Materializer materializer;
    private final Conversations conversations = new Conversations();
    private final AtomicInteger open = new AtomicInteger();
    private final SharedKillSwitch cutting = KillSwitches.shared("http-connections");

    HttpConnections(HttpLayer layer, Listener listener, Answering answering, Materializer materializer) {
        this.layer = layer;
        this.listener = listener;
        this.answering = answering;
        this.materializer = materializer;
    }

    Conversations conversations() {
        return conversations;
    }

    /** Those whose socket is open: until the last byte of the last answer is on its way. */
    int open() {
        return open.get();
    }

    /** @return when it is over; never fails */
    CompletionStage<Done> serve(Tcp.IncomingConnection incoming) {
        open.incrementAndGet();
        return begin(incoming)
                // A client that is gone is everyday life.
                .exceptionally(broken -> Done.getInstance())
                .thenApply(over -> {
                    open.decrementAndGet();
                    return over;
                });
    }

    private CompletionStage<Done> begin(Tcp.IncomingConnection incoming) {
        var guard = new RequestGuard();
        try {
            return layer.connection(guard, Flow.fromGraph(conversation(incoming, guard)))
                    .via(cutting.<ByteString>flow())
                    .joinMat(incoming.flow().watchTermination(Keep.right()), Keep.right())
                    .run(materializer);
        } catch (RuntimeException failure) {
            // One that cannot be served must not end the port.
            log.error("a connection could not be served", failure);
            return CompletableFuture.failedFuture(failure);
        }
    }

    private Conversation conversation(Tcp.IncomingConnection incoming, RequestGuard guard) {
        var remote = RemoteAddress.create(incoming.remoteAddress());
        return new Conversation(
                request -> answering.answer(request.addAttribute(AttributeKeys.remoteAddress, remote), guard),
                conversations,
                listener.patience(),
                listener.impatient(),
                System::nanoTime);
    }

    /** Cuts off what is still open. */
    void cut() {
        cutting.shutdown();
    }
}
