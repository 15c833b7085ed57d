package dev.weir.server;

import dev.weir.http.Problems;
import dev.weir.json.Json;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Allow;

/** Answers that do not depend on what a route does. */
final class Answers {

    private static final ContentType.NonBinary PROBLEM_JSON = MediaTypes.applicationWithFixedCharset(
                    "problem+json", HttpCharsets.UTF_8)
            .toContentType();

    private static final int PATH_CHARS_SHOWN_MAX = 100;

    private Answers() {}

    static HttpResponse notFound(List<String> segments) {
        var path = "/" + String.join("/", segments);
        var shown = path.length() > PATH_CHARS_SHOWN_MAX ? path.substring(0, PATH_CHARS_SHOWN_MAX) + "…" : path;
        return Problems.of(Refusal.NOT_FOUND, "path: " + shown + " (expected: one of docs/PROTOCOL.md)");
    }

    /** To OPTIONS: which methods there are. */
    static HttpResponse allowed(List<HttpMethod> methods) {
        var all = new ArrayList<>(methods);
        all.add(HttpMethods.OPTIONS);
        return HttpResponse.create().withStatus(204).addHeader(Allow.create(all.toArray(HttpMethod[]::new)));
    }

    /** A fault of ours. It says nothing of the inside; the log does. */
    static HttpResponse fault() {
        return HttpResponse.create().withStatus(500).withEntity(PROBLEM_JSON, Json.object(json -> {
            json.writeStringField("type", "urn:weir:problem:fault");
            json.writeStringField("title", "Fault of the server");
            json.writeNumberField("status", 500);
            json.writeStringField("detail", "this request met a fault of the server, which is in its log");
        }));
    }
}
