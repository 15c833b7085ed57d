package dev.weir.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, after the redirects it has met.
 *
 * @param atHome whether every address so far had the origin of the first: only then the request carries the token and
 *     the caller's headers, and one that has left does not get them back
 * @param followed how many redirects led here
 */
record Hop(URI uri, boolean atHome, int followed) {

    static final int REDIRECTS_MAX = 5;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** Those that repeat the method and the body. */
    private static final Set<Integer> EXACT_REDIRECTS = Set.of(307, 308);

    static Hop first(URI uri) {
        return new Hop(uri, true, 0);
    }

    /**
     * The hop that an answer sends to, or null when it sends nowhere.
     *
     * @param get whether the request can be repeated as a GET; else only 307 and 308 are followed
     * @throws FailedTry when it sends where this client does not go
     */
    @Nullable Hop next(boolean get, int status, @Nullable String location) {
        if (!(get ? REDIRECTS : EXACT_REDIRECTS).contains(status)) {
            return null;
        }
        if (location == null) {
            throw new FailedTry("redirect: no Location (expected: an address)");
        }
        if (followed == REDIRECTS_MAX) {
            throw new FailedTry("redirects: more than " + REDIRECTS_MAX + " (expected: at most " + REDIRECTS_MAX + ")");
        }
        var target = resolved(location);
        if (isHttps(uri) && !isHttps(target)) {
            throw new FailedTry("redirect: from https to http (expected: https)");
        }
        return new Hop(target, atHome && origin(target).equals(origin(uri)), followed + 1);
    }

    private URI resolved(String location) {
        try {
            var target = uri.resolve(new URI(location));
            var scheme = target.getScheme();
            boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            if (http && target.getHost() != null) {
                return target;
            }
        } catch (URISyntaxException e) {
            // Answered below, as for any other address that cannot be asked.
        }
        throw new FailedTry("redirect: " + OneLine.of(location) + " (expected: an http or https address)");
    }

    private static boolean isHttps(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static String origin(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : isHttps(uri) ? 443 : 80;
        return (uri.getScheme() + "://" + uri.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }
}
