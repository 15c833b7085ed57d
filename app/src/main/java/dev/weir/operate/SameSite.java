package dev.weir.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Whether a request may change something: not when a browser sends it for a page of another site, which could else reach a
 * port that only its user's machine can. Programs that are no browsers send neither of the headers, and nobody sends one of
 * them twice.
 *
 * <p>Source: Fetch Metadata Request Headers (W3C); RFC 6454 for {@code Origin}.
 */
final class SameSite {

    private static final Set<String> OWN = Set.of("same-origin", "none");

    private SameSite() {}

    static boolean allows(HttpRequest request) {
        var sites = values(request, "Sec-Fetch-Site");
        var origins = values(request, "Origin");
        if (sites.size() > 1 || origins.size() > 1 || !OWN.containsAll(sites)) {
            return false;
        }
        return origins.isEmpty() || values(request, "Host").equals(List.of(authority(origins.get(0))));
    }

    /** What {@code Host} would be; empty for {@code null} and other opaque origins. */
    private static String authority(String origin) {
        int scheme = origin.indexOf("://");
        return scheme < 0 ? "" : origin.substring(scheme + "://".length());
    }

    private static List<String> values(HttpRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (HttpHeader header : request.getHeaders()) {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value().strip().toLowerCase(Locale.ROOT));
            }
        }
        return values;
    }
}
