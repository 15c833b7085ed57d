package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.EventText;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/overview} and {@code /api/cluster}: all nodes, by their own word. */
final class ClusterDesk {

    private record Shard(String shard, String node, int topics) {}

    private final Nodes nodes;
    private final Clock clock;

    ClusterDesk(Nodes nodes, Clock clock) {
        this.nodes = nodes;
        this.clock = clock;
    }

    CompletionStage<HttpResponse> overview(Call call) {
        return figures()
                .thenApply(answers -> Answers.json(json -> {
                    head(json);
                    totals(json, answers);
                    json.writeArrayFieldStart("nodes");
                    for (var answer : answers) {
                        MemberJson.whole(json, answer);
                    }
                    json.writeEndArray();
                }));
    }

    CompletionStage<HttpResponse> cluster(Call call) {
        return figures()
                .thenApply(answers -> Answers.json(json -> {
                    head(json);
                    json.writeStringField("leader", nodes.leader());
                    json.writeArrayFieldStart("members");
                    for (var answer : answers) {
                        MemberJson.whole(json, answer);
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("shards");
                    for (var shard : shards(answers)) {
                        json.writeStartObject();
                        json.writeStringField("shard", shard.shard);
                        json.writeStringField("node", shard.node);
                        json.writeNumberField("topics", shard.topics);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }));
    }

    private CompletionStage<List<Nodes.Answer<NodeReply.Figures>>> figures() {
        return nodes.all(NodeReply.Figures.class, NodeQuestion.HowAreYou::new);
    }

    private void head(JsonGenerator json) throws IOException {
        json.writeStringField("node", nodes.self());
        json.writeStringField("time", EventText.time(clock.instant()));
    }

    private static void totals(JsonGenerator json, List<Nodes.Answer<NodeReply.Figures>> answers) throws IOException {
        json.writeObjectFieldStart("totals");
        json.writeNumberField(
                "connections", (long) sum(answers, one -> one.sample().connections()));
        json.writeNumberField(
                "connectionsMax", (long) sum(answers, one -> one.sample().connectionsMax()));
        json.writeNumberField(
                "publishesPerSecond", sum(answers, one -> one.sample().publishesPerSecond()));
        json.writeNumberField(
                "deliveriesPerSecond", sum(answers, one -> one.sample().deliveriesPerSecond()));
        json.writeNumberField("bytesPerSecond", sum(answers, one -> one.sample().bytesPerSecond()));
        json.writeNumberField("lagging", (long) sum(answers, one -> one.sample().lagging()));
        json.writeNumberField("topics", (long) sum(answers, one -> one.state().topics()));
        json.writeNumberField("refused", (long) sum(answers, one -> one.state().refused()));
        json.writeNumberField("lost", (long) sum(answers, one -> one.state().lost()));
        json.writeEndObject();
    }

    private static double sum(
            List<Nodes.Answer<NodeReply.Figures>> answers, ToDoubleFunction<NodeReply.Figures> figure) {
        double sum = 0;
        for (var answer : answers) {
            sum += answer.reply() == null ? 0 : figure.applyAsDouble(answer.reply());
        }
        return Math.round(sum * 100) / 100.0;
    }

    private static List<Shard> shards(List<Nodes.Answer<NodeReply.Figures>> answers) {
        var shards = new ArrayList<Shard>();
        for (var answer : answers) {
            if (answer.reply() != null) {
                answer.reply()
                        .state()
                        .shards()
                        .forEach((shard, topics) -> shards.add(new Shard(shard, answer.name(), topics)));
            }
        }
        shards.sort(Comparator.comparingInt((Shard one) -> one.shard.length()).thenComparing(Shard::shard));
        return shards;
    }
}
