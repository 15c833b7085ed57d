package dev.weir.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * What every answer of a port tells browsers and caches to leave alone. An answer that says something of its own under one
 * of these names keeps it.
 *
 * <p>Preflights are not to be stored either: browsers keep them by {@code Access-Control-Max-Age} alone (Fetch standard,
 * section 4.9).
 */
public final class AnswerHeaders {

    private static final List<HttpHeader> ALL = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"), RawHeader.create("Cache-Control", "no-store"));

    /** A page there can do what operators can: it gets nothing from elsewhere, and nobody else may hold it. */
    private static final List<HttpHeader> MANAGEMENT = List.of(
            RawHeader.create(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            RawHeader.create("X-Frame-Options", "DENY"),
            RawHeader.create("Referrer-Policy", "no-referrer"),
            RawHeader.create("Cross-Origin-Opener-Policy", "same-origin"),
            RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"));

    /** Browsers that were here over TLS come back over TLS alone, for a year (RFC 6797). */
    private static final List<HttpHeader> TLS =
            List.of(RawHeader.create("Strict-Transport-Security", "max-age=31536000"));

    private final List<HttpHeader> headers;

    private AnswerHeaders(List<HttpHeader> port, boolean overTls) {
        headers = Stream.of(ALL, port, overTls ? TLS : List.<HttpHeader>of())
                .flatMap(List::stream)
                .toList();
    }

    public static AnswerHeaders ofPublicPort(boolean overTls) {
        return new AnswerHeaders(List.of(), overTls);
    }

    public static AnswerHeaders ofManagementPort(boolean overTls) {
        return new AnswerHeaders(MANAGEMENT, overTls);
    }

    public HttpResponse mark(HttpResponse answer) {
        List<HttpHeader> added = new ArrayList<>(headers.size());
        for (var header : headers) {
            if (answer.getHeader(header.name()).isEmpty()) {
                added.add(header);
            }
        }
        return answer.addHeaders(added);
    }
}
