package dev.weir.access;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Tells browsers which pages may read an answer (Fetch standard, section 3.3). It adds headers to answers that are made
 * without it, refusals and faults too: a page could not read those either.
 *
 * <p>It refuses nothing: a page that is not listed gets no headers, and its browser keeps the answer from it.
 */
public final class Cors {

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private static final String HEADERS_ALLOWED = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer,"
            + " Weir-Event-Key, Weir-Event-Type, Weir-Publish-Deadline";
    private static final String HEADERS_EXPOSED =
            "Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    /** Chromium keeps a preflight's answer for no longer than this. */
    private static final String SECONDS_KEPT = "7200";

    private final Origins origins;

    public Cors(Origins origins) {
        this.origins = origins;
    }

    /** @param answer to OPTIONS it tells the methods of the path in {@code Allow} */
    public HttpResponse mark(HttpRequest request, HttpResponse answer) {
        if (origins.isEmpty()) {
            return answer;
        }
        List<HttpHeader> added = new ArrayList<>();
        // Also on answers to others: a cache must not hand those to a page that is listed.
        added.add(RawHeader.create("Vary", "Origin"));
        var origin = Credentials.values(request, "origin");
        if (origin.size() == 1 && (origins.any() || origins.listed().contains(origin.get(0)))) {
            allow(origin.get(0), answer, added);
            if (isPreflight(request)) {
                answerPreflight(answer, added);
            } else {
                added.add(RawHeader.create("Access-Control-Expose-Headers", HEADERS_EXPOSED));
            }
        }
        return answer.addHeaders(added);
    }

    private void allow(String origin, HttpResponse answer, List<HttpHeader> added) {
        if (answer.getHeader(ALLOW_ORIGIN).isPresent()) {
            // It is for everybody, and a second one would make it for nobody.
            return;
        }
        boolean isListed = origins.listed().contains(origin);
        added.add(RawHeader.create(ALLOW_ORIGIN, isListed ? origin : "*"));
        if (isListed) {
            added.add(RawHeader.create("Access-Control-Allow-Credentials", "true"));
        }
    }

    private static boolean isPreflight(HttpRequest request) {
        return request.method().equals(HttpMethods.OPTIONS)
                && !Credentials.values(request, "access-control-request-method").isEmpty();
    }

    private static void answerPreflight(HttpResponse answer, List<HttpHeader> added) {
        answer.getHeader("Allow").ifPresent(methods -> {
            added.add(RawHeader.create("Access-Control-Allow-Methods", methods.value()));
            added.add(RawHeader.create("Access-Control-Allow-Headers", HEADERS_ALLOWED));
            added.add(RawHeader.create("Access-Control-Max-Age", SECONDS_KEPT));
        });
    }
}
