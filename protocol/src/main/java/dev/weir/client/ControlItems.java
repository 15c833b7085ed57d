package dev.weir.client;

import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the frames say that the server sends on its own account.
 *
 * <p>A member that is missing or wrong is left out of the item, as far as the item then still says the truth: a gap
 * without its topic or its {@code from} would be a silent skip, so it fails the connection instead. A cause that this
 * client does not know is {@link GapCause#UNKNOWN}.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, sections 3.3, 3.4 and 5.
 */
final class ControlItems {

    static final String PREFIX = "stream-";

    private static final int CODE_MIN = 3000;
    private static final int CODE_TERMINAL_MIN = 3500;
    private static final int CODE_MAX = 3999;

    private ControlItems() {}

    /**
     * @param id as of this frame
     * @throws FailedTry when it is a gap that does not say where the stream goes on
     */
    static Part read(EventFrame frame, String id) {
        var members = JsonMembers.of(frame.data());
        return switch (frame.type()) {
            case "stream-open" -> new Part.Item(opened(members, id));
            case "stream-gap" -> new Part.Item(new StreamItem.Missed(gap(frame, members), id));
            case "stream-state" -> new Part.Item(new StreamItem.StateComplete(members.positions("topics"), id));
            case "stream-denied" -> new Part.Item(new StreamItem.Denied(members.topics("topics"), id));
            case "stream-bye" -> bye(members, id);
            default -> new Part.Mark(id);
        };
    }

    private static StreamItem.Opened opened(JsonMembers members, String id) {
        return new StreamItem.Opened(
                members.text("connection", ""),
                members.text("node", ""),
                duration(members.number("heartbeat"), 1_000),
                Boolean.TRUE.equals(members.flag("gap")),
                members.positions("topics"),
                id);
    }

    private static Gap gap(EventFrame frame, JsonMembers members) {
        var topic = members.topic("topic");
        var from = members.position("from");
        if (topic == null || from == null) {
            throw new FailedTry("stream-gap: " + OneLine.of(frame.data()) + " (expected: topic and from)");
        }
        var cause = cause(members.text("cause", ""));
        var lost = cause == GapCause.RETENTION ? members.number("lost") : null;
        return new Gap(
                topic,
                cause == GapCause.RETENTION && lost == null ? GapCause.UNKNOWN : cause,
                members.text("requested"),
                members.position("earliest"),
                members.position("latest"),
                lost,
                from);
    }

    private static GapCause cause(String name) {
        return Arrays.stream(GapCause.values())
                .filter(cause -> cause.wireName().equals(name))
                .findFirst()
                .orElse(GapCause.UNKNOWN);
    }

    private static Part.Bye bye(JsonMembers members, String id) {
        var number = members.number("code");
        var code = number != null && number >= 0 && number <= Integer.MAX_VALUE
                ? Integer.valueOf(number.intValue())
                : null;
        return new Part.Bye(
                code,
                members.text("reason", ""),
                comesBack(code, members.flag("reconnect")),
                duration(members.number("afterMs"), 1),
                id);
    }

    /** For a code that this client knows the member says it, for another one of our range the range. */
    private static boolean comesBack(@Nullable Integer code, @Nullable Boolean member) {
        boolean known = code != null && Arrays.stream(StreamEnd.values()).anyMatch(end -> end.code() == code);
        boolean inRange = code != null && code >= CODE_MIN && code <= CODE_MAX;
        if (code != null && inRange && (!known || member == null)) {
            return code < CODE_TERMINAL_MIN;
        }
        return member == null || member;
    }

    private static Duration duration(@Nullable Long number, long unitMillis) {
        long max = Backoff.SERVER_DELAY_MAX.toMillis() / unitMillis;
        return number == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, Math.min(number, max)) * unitMillis);
    }
}
