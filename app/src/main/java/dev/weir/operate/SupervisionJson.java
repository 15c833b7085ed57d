package dev.weir.operate;

import dev.weir.http.RequestTarget;
import dev.weir.json.Json;
import dev.weir.observe.SupervisionRecord;

/** {@code GET /api/supervision}: {@code {"entries":[{"time","actor","name","decision","reason"}…]}}, the newest first. */
final class SupervisionJson {

    private SupervisionJson() {}

    static String of(SupervisionRecord supervision, RequestTarget target) {
        var entries = supervision.newest(Parameters.limit(target));
        return Json.object(json -> {
            json.writeArrayFieldStart("entries");
            for (var entry : entries) {
                json.writeStartObject();
                json.writeStringField("time", entry.time().toString());
                json.writeStringField("actor", entry.actor());
                json.writeStringField("name", entry.which());
                json.writeStringField("decision", entry.decision());
                json.writeStringField("reason", entry.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
