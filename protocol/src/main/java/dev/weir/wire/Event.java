package dev.weir.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A draft that has been numbered: what every reader of its topic sees, and sees alike.
 *
 * @param position names this event and no other for ever
 * @param time when it was numbered, in milliseconds, never before the time of the event before it
 */
public record Event(
        Position position,
        Instant time,
        Content content,
        String data,
        @Nullable String type,
        @Nullable String key) {

    public long seq() {
        return position.seq();
    }

    /** The same with its data as text, with the line ends that server-sent events leave it. */
    public Event asText() {
        return new Event(
                position, time, Content.TEXT, data.replace("\r\n", "\n").replace('\r', '\n'), type, key);
    }

    /** Bytes of the UTF-8 forms of all its texts. */
    public int textBytes() {
        return TextRules.utf8Bytes(data) + bytes(type) + bytes(key);
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : TextRules.utf8Bytes(text);
    }
}
