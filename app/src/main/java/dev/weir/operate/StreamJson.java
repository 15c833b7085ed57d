package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import dev.weir.json.Json;
import dev.weir.subscribe.EndedStream;
import dev.weir.subscribe.Ending;
import dev.weir.subscribe.StreamView;
import dev.weir.wire.Gap;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stream as JSON, described in {@code openapi.json}. */
final class StreamJson {

    private StreamJson() {}

    /** @param ended null while it is open */
    static String row(StreamView stream, @Nullable EndedStream ended, String node) {
        return Json.object(json -> members(json, stream, ended, node));
    }

    /** @param lag events that it is behind, by topic */
    static String whole(StreamView stream, @Nullable EndedStream ended, Map<String, Long> lag, String node) {
        return Json.object(json -> {
            members(json, stream, ended, node);
            json.writeObjectFieldStart("start");
            for (var one : stream.start().positions().entrySet()) {
                json.writeStringField(one.getKey().text(), one.getValue().toString());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("lag");
            for (var one : lag.entrySet()) {
                json.writeNumberField(one.getKey(), one.getValue());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("gaps");
            for (var gap : stream.gaps()) {
                gap(json, gap);
            }
            json.writeEndArray();
        });
    }

    /** What the trace of an event shows of a stream. */
    static String traced(StreamView stream, EventTrace trace, TopicName topic, String node) {
        return Json.object(json -> {
            json.writeStringField("id", stream.facts().id());
            json.writeStringField("node", node);
            json.writeStringField("address", stream.facts().seat().client().address());
            json.writeStringField("subject", stream.facts().seat().subject());
            json.writeStringField("trace", trace.text());
            json.writeStringField("position", positionIn(stream, topic));
            json.writeBooleanField("lagging", stream.lagging());
            json.writeNumberField("waitingBytes", stream.waitingBytes());
        });
    }

    private static void members(JsonGenerator json, StreamView stream, @Nullable EndedStream ended, String node)
            throws IOException {
        var facts = stream.facts();
        var seat = facts.seat();
        json.writeStringField("id", facts.id());
        json.writeStringField("node", node);
        json.writeNumberField("number", stream.number());
        json.writeStringField("address", seat.client().address());
        json.writeStringField("proxy", seat.client().proxy());
        json.writeStringField("subject", seat.subject());
        json.writeStringField("form", StreamQuery.formOf(stream));
        json.writeBooleanField("reconnection", facts.resumed());
        json.writeObjectFieldStart("topics");
        for (var topic : seat.topics()) {
            json.writeStringField(topic.text(), positionIn(stream, topic));
        }
        json.writeEndObject();
        json.writeStringField("openedAt", EventText.time(facts.openedAt()));
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
        ended(json, ended);
    }

    private static void ended(JsonGenerator json, @Nullable EndedStream ended) throws IOException {
        if (ended == null) {
            json.writeNullField("ended");
            return;
        }
        json.writeObjectFieldStart("ended");
        json.writeStringField("at", EventText.time(ended.at()));
        json.writeStringField("reason", ended.ending().reason());
        if (ended.ending() instanceof Ending.Ended ours) {
            json.writeNumberField("code", ours.end().code());
            json.writeBooleanField("reconnect", ours.end().reconnect());
        } else {
            json.writeNullField("code");
            json.writeNullField("reconnect");
        }
        seconds(json, "silentSeconds", ended.last().life().silence());
        json.writeEndObject();
    }

    private static void gap(JsonGenerator json, Gap gap) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", gap.topic().text());
        json.writeStringField("cause", gap.cause().wireName());
        json.writeStringField("requested", gap.requested());
        if (gap.lost() == null) {
            json.writeNullField("lost");
        } else {
            json.writeNumberField("lost", gap.lost());
        }
        json.writeStringField("from", gap.from().toString());
        json.writeEndObject();
    }

    private static String positionIn(StreamView stream, TopicName topic) {
        return stream.life()
                .position()
                .positions()
                .getOrDefault(topic, Position.START)
                .toString();
    }

    private static void seconds(JsonGenerator json, String name, Duration time) throws IOException {
        json.writeNumberField(name, time.toMillis() / 1000.0);
    }
}
