package dev.weir.manage;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import dev.weir.json.Json;
import dev.weir.topic.TopicDescription;
import dev.weir.topic.TopicReply.State;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.util.Objects;

/** Topics and their states as JSON. */
public final class TopicText {

    private TopicText() {}

    /** {@code {"topic","epoch","first","last","events","keyed","closed","retention","created"}}. */
    static String of(TopicName name, TopicDescription topic) {
        return Json.object(json -> members(json, name, topic));
    }

    /** The same, into an object that has more. */
    public static void members(JsonGenerator json, TopicName name, TopicDescription topic) throws IOException {
        var head = topic.head();
        json.writeStringField("topic", name.text());
        json.writeNumberField("epoch", head.epoch());
        if (head.isEmpty()) {
            json.writeNullField("first");
            json.writeNullField("last");
        } else {
            json.writeNumberField("first", head.earliest());
            json.writeNumberField("last", head.last());
        }
        json.writeNumberField("events", head.last() - head.earliest() + 1);
        json.writeBooleanField("keyed", topic.keyed());
        json.writeBooleanField("closed", head.closed());
        json.writeObjectFieldStart("retention");
        if (topic.retention().keepsAll()) {
            json.writeStringField("events", RetentionText.FOREVER);
        } else {
            json.writeNumberField("events", topic.retention().events());
        }
        json.writeStringField("age", RetentionText.of(topic.retention().age()));
        json.writeEndObject();
        json.writeStringField("created", EventText.time(topic.created()));
    }

    /** {@code {"topic","id","entries":{"<key>":event…}}}. */
    static String of(TopicName name, State state) {
        return Json.object(json -> {
            json.writeStringField("topic", name.text());
            json.writeStringField("id", state.head().position().toString());
            json.writeObjectFieldStart("entries");
            for (var event : state.entries()) {
                json.writeFieldName(Objects.requireNonNull(event.key(), "an entry of a state has a key"));
                EventText.write(json, name, event.position().toString(), event);
            }
            json.writeEndObject();
        });
    }
}
