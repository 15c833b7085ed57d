package dev.weir.endtoend.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;

/** Requests as text, one character a byte, with nothing checked and nothing encoded. */
final class HttpText {

    static final String CRLF = "\r\n";

    /** The topic that nobody may publish to unnoticed. */
    static final String PREY = "/topics/prey/events";

    static final String AUTHORIZATION = "Authorization: Bearer " + Tokens.ALL;
    static final String HOST = "Host: weir";
    static final String JSON = "Content-Type: application/json";
    static final String LINES = "Content-Type: application/x-ndjson";

    /** A request that would publish, were it taken for one. */
    static final String SMUGGLED = post(PREY, "Content-Length: 1") + "y";

    private HttpText() {}

    /** Of a caller who may. */
    static String head(String method, String target, String... headers) {
        return bare(method + " " + target + " HTTP/1.1", concat(new String[] {HOST, AUTHORIZATION}, headers));
    }

    /** The head of a publish by a caller who may. */
    static String post(String target, String... headers) {
        return head("POST", target, headers);
    }

    static String get(String target, String... headers) {
        return head("GET", target, headers);
    }

    /** A publish that is framed as it should be. */
    static String publish(String target, String body, String... headers) {
        return post(target, concat(headers, "Content-Length: " + body.length())) + body;
    }

    /** Nothing but what is given. */
    static String bare(String requestLine, String... headers) {
        var text = new StringBuilder(requestLine).append(CRLF);
        for (var header : headers) {
            text.append(header).append(CRLF);
        }
        return text.append(CRLF).toString();
    }

    /** The bytes of its UTF-8 form, as characters. */
    static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
