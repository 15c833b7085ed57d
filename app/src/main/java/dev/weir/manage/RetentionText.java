package dev.weir.manage;

import dev.weir.topic.Retention;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ages as they are written in JSON: {@code 30s}, {@code 10m}, {@code 12h}, {@code 7d} or {@code forever}. */
final class RetentionText {

    static final String FOREVER = "forever";
    static final String AGE_EXPECTED = "\"forever\", or a time like \"7d\" (s, m, h, d), at least \"1s\"";

    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private RetentionText() {}

    /** Null when it is none. */
    static @Nullable Duration age(String text) {
        if (text.equals(FOREVER)) {
            return Retention.FOREVER;
        }
        var matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long seconds = switch (matcher.group(2)) {
            case "s" -> 1;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> DAY;
        };
        return Duration.ofSeconds(Long.parseLong(matcher.group(1)) * seconds);
    }

    /** In the largest unit that says it exactly. */
    static String of(Duration age) {
        if (age.equals(Retention.FOREVER)) {
            return FOREVER;
        }
        long seconds = age.toSeconds();
        if (seconds % DAY == 0) {
            return seconds / DAY + "d";
        }
        if (seconds % HOUR == 0) {
            return seconds / HOUR + "h";
        }
        return seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
    }
}
