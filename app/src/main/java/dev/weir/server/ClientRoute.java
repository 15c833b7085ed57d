package dev.weir.server;

import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * {@code /client/weir.js}: the browser's client, for pages of any origin. Browsers keep it, and ask each time whether it
 * is still the same: it belongs to the server's version.
 */
final class ClientRoute implements Route {

    static final List<HttpMethod> METHODS = List.of(HttpMethods.GET, HttpMethods.HEAD);

    private static final ContentType JAVASCRIPT = MediaTypes.customWithFixedCharset(
                    "text", "javascript", HttpCharsets.UTF_8, Map.of(), false)
            .toContentType();

    private final byte[] text;
    private final byte[] compressed;
    private final String tag;
    private final List<HttpHeader> headers;

    ClientRoute() {
        text = BrowserModule.text().getBytes(StandardCharsets.UTF_8);
        compressed = gzip(text);
        tag = "W/\"" + hash(text) + '"';
        headers = List.of(
                RawHeader.create("ETag", tag),
                RawHeader.create("Cache-Control", "public, no-cache"),
                RawHeader.create("Vary", "Accept-Encoding"),
                RawHeader.create("Access-Control-Allow-Origin", "*"),
                RawHeader.create("Cross-Origin-Resource-Policy", "cross-origin"));
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        var answer = METHODS.contains(request.method())
                ? found(request).addHeaders(headers)
                : Problems.methodNotAllowed(request.method(), METHODS);
        return CompletableFuture.completedFuture(answer);
    }

    private HttpResponse found(HttpRequest request) {
        if (says(request, "If-None-Match", tag)) {
            return HttpResponse.create().withStatus(304);
        }
        return says(request, "Accept-Encoding", "gzip")
                ? HttpResponse.create()
                        .withEntity(JAVASCRIPT, compressed)
                        .addHeader(RawHeader.create("Content-Encoding", "gzip"))
                : HttpResponse.create().withEntity(JAVASCRIPT, text);
    }

    /** Whether it is one of a list's values, without parameters. */
    private static boolean says(HttpRequest request, String header, String value) {
        return request.getHeader(header)
                .map(sent -> List.of(sent.value().split("\\s*,\\s*")).contains(value))
                .orElse(false);
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
