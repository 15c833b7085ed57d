package dev.weir.subscribe;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** In what form a client wants a stream, by its {@code Accept} header (RFC 9110, section 12.5.1). */
public enum AnswerForm {
    /** Server-sent events. */
    SSE,
    /** One JSON document: what there is. */
    POLL,
    /** A JSON document a line, for ever. */
    LINES;

    private static final Pattern QUALITY = Pattern.compile("\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*");

    /** A type that was named counts more than one that only a wildcard covers, at the same quality. */
    private static final double NAMED = 0.0001;

    /** @param accept null when there is none; what cannot be read counts as nothing */
    static AnswerForm preferred(@Nullable String accept) {
        if (accept == null) {
            return SSE;
        }
        var lowered = accept.toLowerCase(Locale.ROOT);
        double sse = wish(lowered, "text/event-stream", "text/*");
        double poll = wish(lowered, "application/json", null);
        double lines = wish(lowered, "application/x-ndjson", null);
        if (Math.max(poll, lines) <= sse) {
            return SSE;
        }
        return poll >= lines ? POLL : LINES;
    }

    private static double wish(String accept, String type, @Nullable String wildcard) {
        double wish = 0;
        for (var range : accept.split(",", -1)) {
            var parts = range.split(";", -1);
            var named = parts[0].strip();
            double quality = quality(parts);
            if (named.equals(type)) {
                return quality == 0 ? 0 : quality + NAMED;
            }
            if (wildcard != null && (named.equals(wildcard) || named.equals("*/*"))) {
                wish = Math.max(wish, quality);
            }
        }
        return wish;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var matcher = QUALITY.matcher(parts[i]);
            if (matcher.matches()) {
                return Double.parseDouble(matcher.group(1));
            }
        }
        return 1;
    }
}
