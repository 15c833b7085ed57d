package dev.weir.console;

import dev.weir.http.Problems;
import dev.weir.wire.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/** {@code GET /console} and the files that it needs: those that are listed here, and no path of the caller's making. */
public final class ConsoleRoute {

    private static final List<String> FILES = List.of(
            "index.html",
            "icon.svg",
            "console.css",
            "main.js",
            "api.js",
            "route.js",
            "text.js",
            "samples.js",
            "ui.js",
            "dialog.js",
            "chart.js",
            "views/overview.js",
            "views/topics.js",
            "views/topic.js",
            "views/connections.js",
            "views/connection.js",
            "views/supervision.js",
            "views/cluster.js",
            "views/journal.js",
            "views/trace.js",
            "vendor/preact.js",
            "vendor/uplot.js",
            "vendor/uplot.css",
            "vendor/pico.css");

    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8),
            "js", MediaTypes.applicationWithOpenCharset("javascript", "js").toContentType(HttpCharsets.UTF_8),
            "svg", MediaTypes.IMAGE_SVG_XML.toContentType());

    private final Map<String, HttpResponse> answers = new HashMap<>();

    /** Reads all files, once. */
    public ConsoleRoute() {
        FILES.forEach(file -> answers.put(file, answer(file)));
    }

    /** @param segments of the path, the first being {@code console} */
    public HttpResponse handle(HttpRequest request, List<String> segments) {
        var path = String.join("/", segments.subList(1, segments.size()));
        var answer = answers.get(path.isEmpty() ? "index.html" : path);
        if (answer == null) {
            return Problems.of(Refusal.NOT_FOUND, "path: /console/" + path + " (expected: /console)");
        }
        var reading = List.of(HttpMethods.GET, HttpMethods.HEAD);
        return reading.contains(request.method()) ? answer : Problems.methodNotAllowed(request.method(), reading);
    }

    private static HttpResponse answer(String file) {
        var type = Objects.requireNonNull(TYPES.get(file.substring(file.lastIndexOf('.') + 1)), file);
        try (var in = ConsoleRoute.class.getResourceAsStream(file)) {
            var bytes = Objects.requireNonNull(in, file).readAllBytes();
            return HttpResponse.create().withEntity(HttpEntities.create(type, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
