package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Members of the cluster as JSON. */
final class MemberJson {

    private static final String SERVICE = "service";

    private MemberJson() {}

    /** {@code "silent"}: the nodes that should have answered and did not. */
    static void silent(JsonGenerator json, List<? extends Nodes.Answer<?>> answers) throws IOException {
        json.writeArrayFieldStart("silent");
        for (var answer : answers) {
            if (answer.reply() == null && !answer.roles().contains(SERVICE)) {
                json.writeString(answer.name());
            }
        }
        json.writeEndArray();
    }

    /** A member with all that it said of itself. */
    static void whole(JsonGenerator json, Nodes.Answer<NodeReply.Figures> member) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", member.name());
        json.writeArrayFieldStart("roles");
        for (var role : member.roles()) {
            json.writeString(role);
        }
        json.writeEndArray();
        json.writeStringField("status", member.status());
        json.writeBooleanField("reachable", member.reachable());
        json.writeBooleanField("answered", member.reply() != null);
        state(json, member.reply());
        json.writeEndObject();
    }

    private static void state(JsonGenerator json, NodeReply.@Nullable Figures figures) throws IOException {
        if (figures == null) {
            json.writeNullField("state");
            json.writeNullField("now");
            return;
        }
        var state = figures.state();
        json.writeObjectFieldStart("state");
        json.writeStringField("version", state.version());
        json.writeStringField("startedAt", EventText.time(state.startedAt()));
        json.writeBooleanField("journalUp", state.journalUp());
        json.writeBooleanField("draining", state.draining());
        json.writeNumberField("topics", state.topics());
        json.writeNumberField("feeds", state.feeds());
        counts(json, "shards", state.shards());
        json.writeNumberField("accepted", state.accepted());
        json.writeNumberField("refused", state.refused());
        json.writeNumberField("reconnections", state.reconnections());
        json.writeNumberField("published", state.published());
        json.writeNumberField("sent", state.sent());
        json.writeNumberField("lost", state.lost());
        json.writeNumberField("journalFailures", state.journalFailures());
        counts(json, "refusals", state.refusals());
        counts(json, "ends", state.ends());
        counts(json, "gaps", state.gaps());
        json.writeEndObject();
        json.writeObjectFieldStart("now");
        figures.sample().write(json);
        json.writeEndObject();
    }

    static void counts(JsonGenerator json, String name, Map<String, ? extends Number> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (var one : new TreeMap<String, Number>(counts).entrySet()) {
            json.writeNumberField(one.getKey(), one.getValue().longValue());
        }
        json.writeEndObject();
    }
}
