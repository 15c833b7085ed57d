package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import dev.weir.operate.NodeReply.Decision;
import dev.weir.operate.NodeReply.Kind;
import dev.weir.operate.NodeReply.Supervised;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/supervision}: who supervises whom on each node, and what was decided, the newest first. */
final class SupervisionDesk {

    private static final List<String> ACTORS = List.of("topic", "topic-feed", "connection");
    private static final List<String> DECISIONS = List.of("restart", "stop", "evict");

    private record Entry(String node, Decision decision) {}

    private final Nodes nodes;

    SupervisionDesk(Nodes nodes) {
        this.nodes = nodes;
    }

    CompletionStage<HttpResponse> list(Call call) {
        var actor = Parameters.choice(call.target(), "actor", ACTORS);
        var decision = Parameters.choice(call.target(), "decision", DECISIONS);
        int limit = Parameters.limit(call.target());
        return nodes.all(Supervised.class, replyTo -> new NodeQuestion.ListSupervision(actor, decision, limit, replyTo))
                .thenApply(answers -> Answers.json(json -> write(json, answers, limit)));
    }

    private static void write(JsonGenerator json, List<Nodes.Answer<Supervised>> answers, int limit)
            throws IOException {
        json.writeArrayFieldStart("nodes");
        for (var answer : answers) {
            if (answer.reply() != null) {
                json.writeStartObject();
                json.writeStringField("node", answer.name());
                json.writeArrayFieldStart("tree");
                for (var kind : answer.reply().tree()) {
                    kind(json, kind);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("entries");
        for (var entry : newest(answers, limit)) {
            json.writeStartObject();
            json.writeStringField("time", EventText.time(entry.decision.time()));
            json.writeStringField("node", entry.node);
            json.writeStringField("actor", entry.decision.actor());
            json.writeStringField("name", entry.decision.name());
            json.writeStringField("decision", entry.decision.decision());
            json.writeStringField("reason", entry.decision.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        MemberJson.silent(json, answers);
    }

    private static List<Entry> newest(List<Nodes.Answer<Supervised>> answers, int limit) {
        return answers.stream()
                .filter(answer -> answer.reply() != null)
                .flatMap(
                        answer -> answer.reply().entries().stream().map(decision -> new Entry(answer.name(), decision)))
                .sorted(Comparator.comparing((Entry entry) -> entry.decision.time())
                        .reversed())
                .limit(limit)
                .toList();
    }

    private static void kind(JsonGenerator json, Kind kind) throws IOException {
        json.writeStartObject();
        json.writeStringField("actor", kind.actor());
        json.writeStringField("parent", kind.parent());
        json.writeStringField("onFailure", kind.onFailure());
        json.writeNumberField("running", kind.running());
        json.writeNumberField("restarts", kind.restarts());
        json.writeNumberField("stops", kind.stops());
        json.writeNumberField("evictions", kind.evictions());
        json.writeEndObject();
    }
}
