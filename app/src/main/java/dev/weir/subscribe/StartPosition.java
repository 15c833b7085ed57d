package dev.weir.subscribe;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a stream begins for a client that has no id: the parameter {@code from}. */
public sealed interface StartPosition {

    /** With what is published from now on. */
    record Latest() implements StartPosition {}

    /** With the oldest event retained. */
    record Earliest() implements StartPosition {}

    /** With the latest event of each key, and then with what is published from that moment on. */
    record State() implements StartPosition {}

    /** With the first event retained that is not older. */
    record Since(Instant time) implements StartPosition {}

    Pattern AGO = Pattern.compile("-([0-9]{1,9})([smhd])");

    /**
     * Reads {@code latest}, {@code earliest}, {@code state}, {@code -10m} (with {@code s}, {@code m}, {@code h} or {@code d}) or an RFC
     * 3339 instant.
     *
     * @param text null when none was given, which is {@code latest}
     * @throws InvalidText when it is none of these
     */
    static StartPosition parse(@Nullable String text, Instant now) {
        if (text == null || text.equals("latest")) {
            return new Latest();
        }
        if (text.equals("earliest")) {
            return new Earliest();
        }
        if (text.equals("state")) {
            return new State();
        }
        var ago = AGO.matcher(text);
        return new Since(ago.matches() ? before(now, ago.group(1), ago.group(2)) : instant(text));
    }

    private static Instant before(Instant now, String amount, String unit) {
        long count = Long.parseLong(amount);
        var duration = switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        return notBeforeEpoch(now.minus(duration));
    }

    private static Instant instant(String text) {
        try {
            // A plus sign that nobody percent-encoded arrives as a space.
            return notBeforeEpoch(
                    OffsetDateTime.parse(text.trim().replace(' ', '+')).toInstant());
        } catch (DateTimeException notATime) {
            throw InvalidText.of(
                    Refusal.BAD_PARAMETER,
                    "from",
                    text,
                    "latest, earliest, state, a time ago like -10m (s, m, h, d), or a time like 2026-01-31T12:00:00Z");
        }
    }

    /** No event is older than Weir, and a database has its own idea of how long ago a time may be. */
    private static Instant notBeforeEpoch(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    }
}
