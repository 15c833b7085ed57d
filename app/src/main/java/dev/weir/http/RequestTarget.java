package dev.weir.http;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.jspecify.annotations.Nullable;

/**
 * A request's target, decoded from the very bytes that were sent.
 *
 * <p>The server library decodes {@code %2F}, {@code %00} and {@code %2e%2e} and resolves dot segments before anyone
 * sees the path, so that {@code /topics/%2e%2e/x} would be routed as {@code /x}. Hence this reads the header that
 * {@code pekko.http.server.raw-request-uri-header = on} adds, cuts first, and decodes each part afterwards: a segment
 * may be {@code ..} or contain a slash, and it is for the route to refuse that.
 */
public final class RequestTarget {

    public static final int PARAMETERS_MAX = 256;

    private record Parameter(String name, String value) {}

    private final List<String> segments;
    private final List<Parameter> parameters;

    private RequestTarget(List<String> segments, List<Parameter> parameters) {
        this.segments = segments;
        this.parameters = parameters;
    }

    /**
     * @throws InvalidText {@link Refusal#BAD_TARGET} when it is no percent-encoded UTF-8 or has too many parameters
     */
    public static RequestTarget of(HttpRequest request) {
        return parse(request.getHeader(RawRequestURI.class)
                .map(RawRequestURI::uri)
                .orElseGet(() -> request.getUri().toString()));
    }

    /**
     * @param target {@code /path?query} or {@code http://host/path?query}
     * @throws InvalidText as {@link #of}
     */
    static RequestTarget parse(String target) {
        if (target.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f || c == '#')) {
            throw InvalidText.of(
                    Refusal.BAD_TARGET, "request target", target, "visible ASCII without #, all else percent-encoded");
        }
        String relative = withoutAuthority(target);
        int question = relative.indexOf('?');
        String path = question < 0 ? relative : relative.substring(0, question);
        String query = question < 0 ? "" : relative.substring(question + 1);
        return new RequestTarget(segmentsOf(path), parametersOf(query));
    }

    private static String withoutAuthority(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme <= 0) {
            return target;
        }
        int end = scheme + "://".length();
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return target.substring(end);
    }

    private static List<String> segmentsOf(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        if (relative.isEmpty()) {
            return List.of();
        }
        var segments = new ArrayList<String>();
        for (int from = 0; from <= relative.length(); ) {
            int slash = relative.indexOf('/', from);
            int to = slash < 0 ? relative.length() : slash;
            segments.add(PercentDecoder.decode("path segment", relative.substring(from, to)));
            from = to + 1;
        }
        return List.copyOf(segments);
    }

    private static List<Parameter> parametersOf(String query) {
        var parameters = new ArrayList<Parameter>();
        for (int from = 0; from < query.length(); ) {
            int ampersand = query.indexOf('&', from);
            int to = ampersand < 0 ? query.length() : ampersand;
            if (to > from) {
                if (parameters.size() == PARAMETERS_MAX) {
                    throw new InvalidText(
                            Refusal.BAD_TARGET,
                            "query parameters: more than " + PARAMETERS_MAX + " (expected: at most " + PARAMETERS_MAX
                                    + ")");
                }
                parameters.add(decoded(query.substring(from, to)));
            }
            from = to + 1;
        }
        return List.copyOf(parameters);
    }

    private static Parameter decoded(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? "" : text.substring(equals + 1);
        return new Parameter(
                PercentDecoder.decode("query parameter's name", name.replace('+', ' ')),
                PercentDecoder.decode("query parameter's value", value.replace('+', ' ')));
    }

    /** What stands between the slashes of the path, decoded; none for {@code /}, and an empty one after a last slash. */
    public List<String> segments() {
        return segments;
    }

    /** The first value of that name, {@code ""} for one without {@code =}, null when there is none. */
    public @Nullable String parameter(String name) {
        for (var parameter : parameters) {
            if (parameter.name.equals(name)) {
                return parameter.value;
            }
        }
        return null;
    }

    /** All values of that name, in the order they were sent. */
    public List<String> parameters(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name))
                .map(Parameter::value)
                .toList();
    }
}
