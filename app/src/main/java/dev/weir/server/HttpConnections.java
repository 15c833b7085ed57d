package dev.weir.server;

import dev.weir.http.HttpLayer;
import dev.weir.http.RequestGuard;
import java.util.concurrent.CompletionStage;
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

/** Serves each connection that a port accepts, and ends them all. */
final class HttpConnections {

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

    /** @return when it is over, its last byte with the socket; never fails */
    CompletionStage<Done> serve(Tcp.IncomingConnection incoming) {
        var guard = new RequestGuard();
        return layer.connection(guard, Flow.fromGraph(conversation(incoming, guard)))
                .via(cutting.<ByteString>flow())
                .joinMat(incoming.flow().watchTermination(Keep.right()), Keep.right())
                .run(materializer)
                // A client that is gone is everyday life.
                .exceptionally(broken -> Done.getInstance());
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
