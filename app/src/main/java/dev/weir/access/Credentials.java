package dev.weir.access;

import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Takes the token out of a request: from {@code Authorization: Bearer}, else from the cookie, never from the URL, which
 * ends up in logs.
 *
 * <p>A browser sends a cookie whoever's page asks, so that it only counts when the browser says that the page is of the
 * same origin or of one that is listed.
 */
final class Credentials {

    private static final String SCHEME = "bearer";

    private final String cookie;
    private final Origins origins;

    Credentials(String cookie, Origins origins) {
        this.cookie = cookie;
        this.origins = origins;
    }

    /** Where a token may be, or is not. */
    sealed interface Found {}

    record Token(String text) implements Found {}

    /** @param refusal {@link Refusal#UNAUTHENTICATED} when there is none, {@link Refusal#INVALID_TOKEN} when it is no one */
    record Missing(Refusal refusal, String detail) implements Found {}

    Found in(HttpRequest request) {
        var authorization = values(request, "authorization");
        if (authorization.size() > 1) {
            return new Missing(Refusal.INVALID_TOKEN, "authorization: sent twice (expected: once)");
        }
        return authorization.isEmpty() ? inCookie(request) : bearer(authorization.get(0));
    }

    private static Found bearer(String value) {
        int space = value.indexOf(' ');
        var token = space < 0 ? "" : value.substring(space).strip();
        return space > 0 && value.substring(0, space).toLowerCase(Locale.ROOT).equals(SCHEME) && !token.isEmpty()
                ? new Token(token)
                : new Missing(Refusal.INVALID_TOKEN, "authorization: of another form (expected: Bearer and a token)");
    }

    private Found inCookie(HttpRequest request) {
        var tokens = cookies(request);
        if (tokens.isEmpty()) {
            return new Missing(
                    Refusal.UNAUTHENTICATED,
                    "token: none (expected: Authorization: Bearer, or the cookie of auth.cookie)");
        }
        if (!isFromAllowedPage(request)) {
            return new Missing(
                    Refusal.UNAUTHENTICATED,
                    "cookie: not taken from this page (expected: Origin or Sec-Fetch-Site of the same origin,"
                            + " or one of auth.allowed-origins)");
        }
        // A page of a neighbouring domain may add a second one, and which comes first is its choice.
        return tokens.size() == 1
                ? new Token(tokens.get(0))
                : new Missing(Refusal.INVALID_TOKEN, "cookie: sent twice (expected: once)");
    }

    /** Not by the library's reading, which drops all cookies when it does not understand one of them. */
    private List<String> cookies(HttpRequest request) {
        List<String> found = new ArrayList<>();
        for (var value : values(request, "cookie")) {
            for (var pair : value.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(cookie)) {
                    found.add(pair.substring(equals + 1).strip());
                }
            }
        }
        return found;
    }

    private boolean isFromAllowedPage(HttpRequest request) {
        var origin = values(request, "origin");
        var site = values(request, "sec-fetch-site");
        boolean saysSame = site.equals(List.of("same-origin"));
        if (origin.isEmpty()) {
            boolean reads =
                    request.method().equals(HttpMethods.GET) || request.method().equals(HttpMethods.HEAD);
            return reads && saysSame;
        }
        if (origin.size() > 1) {
            return false;
        }
        return origins.listed().contains(origin.get(0))
                || saysSame
                || (site.isEmpty() && isSameHost(origin.get(0), values(request, "host")));
    }

    /** For browsers that do not send {@code Sec-Fetch-Site}. The scheme is not compared: a proxy may have ended TLS. */
    private static boolean isSameHost(String origin, List<String> host) {
        int authority = origin.indexOf("://");
        return authority > 0 && host.equals(List.of(origin.substring(authority + "://".length())));
    }

    static List<String> values(HttpRequest request, String lowercaseName) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(header -> header.is(lowercaseName))
                .map(HttpHeader::value)
                .toList();
    }
}
