package dev.weir.endtoend;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.ReadyState;
import com.launchdarkly.eventsource.background.BackgroundEventHandler;
import com.launchdarkly.eventsource.background.BackgroundEventSource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/** Clients that are Java libraries, each as its documentation begins. */
final class JavaSessions {

    private JavaSessions() {}

    /** okhttp-sse; a stop for good is onClosed or onFailure. */
    static final class OkHttpSse extends EventSourceListener implements Session {

        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final OkHttpClient http = new OkHttpClient();
        private final EventSource source;

        OkHttpSse(URI stream, String lastId) {
            var request = new Request.Builder().url(stream.toString());
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            source = EventSources.createFactory(http).newEventSource(request.build(), this);
        }

        @Override
        public void onOpen(EventSource of, Response response) {
            heard.add(Heard.OPENED);
        }

        @Override
        public void onEvent(EventSource of, @Nullable String id, @Nullable String type, String data) {
            heard.add(
                    Heard.event(Objects.requireNonNullElse(type, "message"), Objects.requireNonNullElse(id, ""), data));
        }

        @Override
        public void onClosed(EventSource of) {
            heard.add(Heard.ENDED);
        }

        @Override
        public void onFailure(EventSource of, @Nullable Throwable cause, @Nullable Response response) {
            heard.add(Heard.ENDED);
        }

        @Override
        public List<Heard> heard() {
            return heard;
        }

        @Override
        public void close() {
            source.cancel();
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }

    /** LaunchDarkly's okhttp-eventsource with its background thread. */
    static final class LaunchDarkly implements Session, BackgroundEventHandler {

        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final BackgroundEventSource source;

        LaunchDarkly(URI stream) {
            var builder = new com.launchdarkly.eventsource.EventSource.Builder(ConnectStrategy.http(stream));
            source = new BackgroundEventSource.Builder(this, builder).build();
            source.start();
        }

        @Override
        public void onOpen() {
            heard.add(Heard.OPENED);
        }

        @Override
        public void onClosed() {
            heard.add(Heard.TROUBLE);
        }

        @Override
        public void onMessage(String type, MessageEvent event) {
            heard.add(Heard.event(type, Objects.requireNonNullElse(event.getLastEventId(), ""), event.getData()));
        }

        @Override
        public void onComment(String comment) {
            heard.add(Heard.comment(comment));
        }

        @Override
        public void onError(Throwable cause) {
            heard.add(Heard.TROUBLE);
        }

        @Override
        public List<Heard> heard() {
            return heard;
        }

        @Override
        public boolean ended() {
            return source.getEventSource().getState() == ReadyState.SHUTDOWN;
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** Jersey's client, by the interface of Jakarta REST. */
    static final class Jersey implements Session {

        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final Client client = ClientBuilder.newClient();
        private final SseEventSource source;

        Jersey(URI stream) {
            source = SseEventSource.target(client.target(stream)).build();
            source.register(this::keep, cause -> heard.add(Heard.TROUBLE), () -> heard.add(Heard.TROUBLE));
            source.open();
        }

        private void keep(InboundSseEvent event) {
            var data = Objects.requireNonNullElse(event.readData(), "");
            var comment = event.getComment();
            if (comment != null && !comment.isEmpty()) {
                heard.add(Heard.comment(comment));
            }
            if (comment == null || comment.isEmpty() || !data.isEmpty()) {
                heard.add(Heard.event(
                        Objects.requireNonNullElse(event.getName(), "message"),
                        Objects.requireNonNullElse(event.getId(), ""),
                        data));
            }
        }

        @Override
        public List<Heard> heard() {
            return heard;
        }

        @Override
        public boolean ended() {
            return !source.isOpen();
        }

        @Override
        public void close() {
            source.close();
            client.close();
        }
    }
}
