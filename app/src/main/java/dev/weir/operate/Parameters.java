package dev.weir.operate;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.regex.Pattern;

/** Parameters of what can be listed. */
final class Parameters {

    static final int LIMIT_MAX = 1_000;
    private static final int LIMIT = 100;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private Parameters() {}

    /** {@code limit}: 1 to 1,000, else 100. */
    static int limit(RequestTarget target) {
        long limit = number(target, "limit", LIMIT, "1 to " + LIMIT_MAX);
        if (limit < 1 || limit > LIMIT_MAX) {
            throw InvalidText.of(Refusal.BAD_PARAMETER, "limit", "" + limit, "a whole number, 1 to " + LIMIT_MAX);
        }
        return (int) limit;
    }

    /** {@code after}: from 0, which it is when it is not there. */
    static long after(RequestTarget target) {
        return number(target, "after", 0, "0 or more");
    }

    private static long number(RequestTarget target, String name, long otherwise, String expected) {
        var text = target.parameter(name);
        if (text == null) {
            return otherwise;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw InvalidText.of(Refusal.BAD_PARAMETER, name, text, "a whole number, " + expected);
        }
        return Long.parseLong(text);
    }
}
