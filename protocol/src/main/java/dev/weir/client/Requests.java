package dev.weir.client;

import dev.weir.wire.TopicName;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Addresses and headers of what this client asks for. */
final class Requests {

    private final ClientSettings settings;

    Requests(ClientSettings settings) {
        this.settings = settings;
    }

    /** @param lastEventId empty for none */
    URI streamUri(StreamQuery query, String lastEventId) {
        var uri = new StringBuilder(settings.server() + "/stream");
        char before = '?';
        for (var topic : query.topics()) {
            uri.append(before).append("topic=").append(encoded(topic.text()));
            before = '&';
        }
        uri.append("&from=").append(encoded(query.from()));
        if (query.heartbeat() != null) {
            uri.append("&heartbeat=").append(query.heartbeat().toSeconds());
        }
        if (!isHeaderValue(lastEventId)) {
            uri.append("&last_event_id=").append(encoded(lastEventId));
        }
        return URI.create(uri.toString());
    }

    HttpRequest stream(Hop hop, String lastEventId) {
        var request = begin(hop).setHeader("Accept", "text/event-stream").setHeader("Cache-Control", "no-store");
        if (settings.gzip()) {
            request.setHeader("Accept-Encoding", "gzip");
        }
        if (!lastEventId.isEmpty() && isHeaderValue(lastEventId)) {
            request.setHeader("Last-Event-ID", lastEventId);
        }
        return request.GET().build();
    }

    URI publishUri(TopicName topic, String query) {
        return URI.create(settings.server() + "/topics/" + encoded(topic.text()) + "/events" + query);
    }

    /** With the token and the caller's headers, while the request is at home. */
    HttpRequest.Builder begin(Hop hop) {
        var request = HttpRequest.newBuilder(hop.uri()).version(HttpClient.Version.HTTP_1_1);
        if (hop.atHome()) {
            settings.headers().forEach(header -> request.header(header.name(), header.value()));
            addToken(request);
        }
        return request;
    }

    private void addToken(HttpRequest.Builder request) {
        var token = token();
        if (token == null) {
            return;
        }
        if (!isHeaderValue(token)) {
            // The HTTP client would refuse it with a message that shows it.
            throw new FailedTry("token: not shown (expected: visible ASCII)");
        }
        request.setHeader("Authorization", "Bearer " + token);
    }

    private @Nullable String token() {
        try {
            return settings.token().get();
        } catch (RuntimeException e) {
            throw new FailedTry("token: " + OneLine.of(e));
        }
    }

    /** Whether a header can carry this text exactly: ASCII, without spaces around it. The empty one can. */
    static boolean isHeaderValue(String text) {
        return text.strip().equals(text) && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
