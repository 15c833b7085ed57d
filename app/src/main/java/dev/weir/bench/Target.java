package dev.weir.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where streams are read and events are published, and how that is asked for.
 *
 * @param name of the bench's topics, which end with a number
 * @param weir whether the server is one, and so knows batches, ids, {@code from} and idempotency keys
 */
record Target(Place stream, Place publish, String contentType, String name, boolean weir) {

    private static final String TOPIC = "{topic}";

    /**
     * One URL, taken apart.
     *
     * @param path with the query; {@code {topic}} stands for the topic's name
     */
    record Place(InetSocketAddress address, String host, String path) {

        /** @throws BenchStop when it is no URL of a server that can be asked */
        static Place of(String option, String url) {
            try {
                var uri = new URI(url.replace(TOPIC, "%7Btopic%7D"));
                if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                    throw BenchStop.usage(option + ": " + url + " (expected: http://host:port/…)");
                }
                int port = uri.getPort() < 0 ? 80 : uri.getPort();
                var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                var address = new InetSocketAddress(InetAddress.getByName(uri.getHost()), port);
                return new Place(address, uri.getRawAuthority(), (path + query).replace("%7Btopic%7D", TOPIC));
            } catch (URISyntaxException malformed) {
                throw BenchStop.usage(option + ": " + url + " (expected: http://host:port/…)");
            } catch (UnknownHostException unknown) {
                throw BenchStop.usage(option + ": " + url + " (expected: a host that can be found)");
            }
        }

        private String path(String topic) {
            return path.replace(TOPIC, topic);
        }

        boolean namesTopic() {
            return path.contains(TOPIC);
        }
    }

    /** A Weir at this address. */
    static Target weir(String option, String url, String name) {
        var base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return new Target(
                Place.of(option, base + "/stream?topic=" + TOPIC),
                Place.of(option, base + "/topics/" + TOPIC + "/events"),
                "application/json",
                name,
                true);
    }

    /** Any server. */
    static Target foreign(BenchOptions options, String name) {
        if (options.streamUrl == null || options.publishUrl == null) {
            throw BenchStop.usage("--stream-url, --publish-url: one of them alone (expected: both)");
        }
        return new Target(
                Place.of("--stream-url", options.streamUrl),
                Place.of("--publish-url", options.publishUrl),
                options.contentType,
                name,
                false);
    }

    String topic(int number) {
        return name + "-" + number;
    }

    /** The request for a stream. */
    byte[] streamRequest(int topic, Start start, @Nullable String lastEventId) {
        var path = stream.path(topic(topic)) + (weir && start == Start.EARLIEST ? "&from=earliest" : "");
        var id = lastEventId == null || lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        return ascii("GET " + path + " HTTP/1.1\r\nHost: " + stream.host() + "\r\nAccept: text/event-stream\r\n" + id
                + "\r\n");
    }

    /**
     * The request that publishes, up to its body.
     *
     * @param key of as many characters as the one that will be there; null for none
     */
    byte[] publishHead(int topic, boolean batch, int bodyBytes, @Nullable String key) {
        var type = batch ? "application/x-ndjson" : contentType;
        return ascii(
                "POST " + publish.path(topic(topic)) + " HTTP/1.1\r\nHost: " + publish.host() + "\r\nContent-Type: "
                        + type + "\r\nContent-Length: " + bodyBytes + "\r\n"
                        + (key == null ? "" : "Idempotency-Key: " + key + "\r\n") + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where a stream begins without an id. */
    enum Start {
        LATEST,
        EARLIEST
    }
}
