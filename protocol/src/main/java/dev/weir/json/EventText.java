package dev.weir.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An event as a JSON object, the same in polls, lines, envelopes and states:
 * {@code {"topic","id","seq","time","type","key","data"}}, without type and key when the event has none.
 *
 * <p>The data of JSON content is the value as it was sent, but for line ends, which become spaces: in JSON they stand
 * between values only. Any other data is a string.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 1.5.
 */
public final class EventText {

    private static final int MILLISECOND_DIGITS = 3;

    /** RFC 3339 with milliseconds, also where they are zero. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(MILLISECOND_DIGITS).toFormatter();

    private EventText() {}

    /**
     * The object on one line, without a line end.
     *
     * @param id what a reader who has seen this event sends back; null in a snapshot, behind which nobody can go on
     */
    public static String of(TopicName topic, @Nullable String id, Event event) {
        return Json.object(json -> writeMembers(json, topic, id, event));
    }

    /** Writes the object as the next value. */
    public static void write(JsonGenerator json, TopicName topic, @Nullable String id, Event event) throws IOException {
        json.writeStartObject();
        writeMembers(json, topic, id, event);
        json.writeEndObject();
    }

    /** A time as in the events: RFC 3339 with milliseconds. */
    public static String time(Instant time) {
        return TIME.format(time);
    }

    private static void writeMembers(JsonGenerator json, TopicName topic, @Nullable String id, Event event)
            throws IOException {
        json.writeStringField("topic", topic.text());
        if (id != null) {
            json.writeStringField("id", id);
        }
        json.writeNumberField("seq", event.seq());
        json.writeStringField("time", time(event.time()));
        if (event.type() != null) {
            json.writeStringField("type", event.type());
        }
        if (event.key() != null) {
            json.writeStringField("key", event.key());
        }
        json.writeFieldName("data");
        if (event.content() == Content.JSON) {
            json.writeRawValue(event.data().replace('\n', ' ').replace('\r', ' '));
        } else {
            json.writeString(event.data());
        }
    }
}
