package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.subscribe.StreamView;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** One running stream as JSON, described in {@code docs/OPERATIONS.md}. */
final class StreamJson {

    private StreamJson() {}

    static void members(JsonGenerator json, StreamView stream) throws IOException {
        var facts = stream.facts();
        var seat = facts.seat();
        json.writeStringField("id", facts.id());
        json.writeNumberField("number", stream.number());
        json.writeStringField("address", seat.client().address());
        json.writeStringField("proxy", seat.client().proxy());
        json.writeStringField("subject", seat.subject());
        json.writeStringField("form", facts.form().name().toLowerCase(Locale.ROOT));
        json.writeBooleanField("reconnection", facts.resumed());
        json.writeObjectFieldStart("topics");
        for (var topic : seat.topics()) {
            json.writeStringField(
                    topic.text(),
                    String.valueOf(stream.life().position().positions().get(topic)));
        }
        json.writeEndObject();
        seconds(json, "ageSeconds", stream.life().lived());
        seconds(json, "sinceProgressSeconds", stream.sinceProgress());
        json.writeNumberField("events", stream.life().events());
        json.writeNumberField("bytes", stream.life().bytes());
        json.writeNumberField("waitingBytes", stream.waitingBytes());
        json.writeBooleanField("lagging", stream.lagging());
        json.writeStringField("quality", stream.quality().text());
        json.writeObjectFieldStart("heartbeat");
        seconds(json, "announcedSeconds", facts.heartbeat());
        seconds(json, "intervalSeconds", stream.heartbeat());
        json.writeStringField("reason", stream.heartbeatReason());
        json.writeEndObject();
        json.writeBooleanField("ending", stream.ending());
    }

    private static void seconds(JsonGenerator json, String name, Duration time) throws IOException {
        json.writeNumberField(name, time.toMillis() / 1000.0);
    }
}
