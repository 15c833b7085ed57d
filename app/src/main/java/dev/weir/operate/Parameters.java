package dev.weir.operate;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parameters of what can be listed. Unknown ones are ignored; a bad value of a known one is a problem that says what fits. */
final class Parameters {

    static final int LIMIT_MAX = 1_000;
    private static final int LIMIT = 100;
    private static final int TEXT_CHARS_MAX = 200;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Parameters() {}

    /** {@code limit}: 1 to 1,000, else 100. */
    static int limit(RequestTarget target) {
        long limit = number(target, "limit", LIMIT, "1 to " + LIMIT_MAX);
        if (limit < 1 || limit > LIMIT_MAX) {
            throw bad("limit", "" + limit, "a whole number, 1 to " + LIMIT_MAX);
        }
        return (int) limit;
    }

    static long number(RequestTarget target, String name, long otherwise, String expected) {
        var text = target.parameter(name);
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw bad(name, text, "a whole number, " + expected);
        }
        return Long.parseLong(text);
    }

    /** Free text to filter by; null when it is absent or empty. */
    static @Nullable String text(RequestTarget target, String name) {
        var text = target.parameter(name);
        if (text != null && text.length() > TEXT_CHARS_MAX) {
            throw bad(name, text, "at most " + TEXT_CHARS_MAX + " characters");
        }
        return text == null || text.isEmpty() ? null : text;
    }

    /** One of these; null when it is absent or empty. */
    static @Nullable String choice(RequestTarget target, String name, List<String> choices) {
        var text = target.parameter(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!choices.contains(text)) {
            throw bad(name, text, String.join(", ", choices));
        }
        return text;
    }

    /** {@code order}: whether the largest comes first. */
    static boolean descending(RequestTarget target, boolean otherwise) {
        var order = choice(target, "order", List.of("asc", "desc"));
        return order == null ? otherwise : order.equals("desc");
    }

    static InvalidText bad(String name, String value, String expected) {
        return InvalidText.of(Refusal.BAD_PARAMETER, name, value, expected);
    }
}
