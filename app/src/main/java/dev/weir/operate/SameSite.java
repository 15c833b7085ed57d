package dev.weir.operate;

import java.util.Locale;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request may change something: not when a browser sends it for a page of another site, which could else reach a
 * port that only its user's machine can. Programs that are no browsers send neither of the headers.
 *
 * <p>Source: Fetch Metadata Request Headers (W3C); RFC 6454 for {@code Origin}.
 */
final class SameSite {

    private static final Set<String> OWN = Set.of("same-origin", "none");

    private SameSite() {}

    static boolean allows(HttpRequest request) {
        var site = value(request, "Sec-Fetch-Site");
        if (site != null && !OWN.contains(site)) {
            return false;
        }
        var origin = value(request, "Origin");
        return origin == null || authority(origin).equals(String.valueOf(value(request, "Host")));
    }

    /** What {@code Host} would be; empty for {@code null} and other opaque origins. */
    private static String authority(String origin) {
        int scheme = origin.indexOf("://");
        return scheme < 0 ? "" : origin.substring(scheme + "://".length());
    }

    private static @Nullable String value(HttpRequest request, String name) {
        for (HttpHeader header : request.getHeaders()) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value().strip().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }
}
