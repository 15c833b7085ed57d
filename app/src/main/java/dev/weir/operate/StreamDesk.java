package dev.weir.operate;

import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.operate.NodeReply.StreamRow;
import dev.weir.operate.NodeReply.StreamRows;
import dev.weir.subscribe.AnswerForm;
import dev.weir.subscribe.Quality;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/connections}: looks at the streams of all nodes, and ends one. */
final class StreamDesk {

    private static final Pattern PLACE = Pattern.compile("(-?[0-9]{1,18})~([A-Za-z0-9_-]{1,64})");
    private static final List<String> QUALITIES =
            Stream.of(Quality.values()).map(Quality::text).toList();
    private static final List<String> ORDERS =
            Stream.of(StreamOrder.values()).map(StreamOrder::text).toList();
    private static final List<String> FORMS = Stream.of(AnswerForm.values())
            .map(form -> form.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Nodes nodes;

    StreamDesk(Nodes nodes) {
        this.nodes = nodes;
    }

    CompletionStage<HttpResponse> list(Call call) {
        var query = query(call.target());
        var node = Parameters.text(call.target(), "node");
        var asked = node == null
                ? nodes.all(StreamRows.class, replyTo -> new NodeQuestion.ListStreams(query, replyTo))
                : nodes.one(node, StreamRows.class, replyTo -> new NodeQuestion.ListStreams(query, replyTo));
        return asked.thenApply(answers -> page(query, answers));
    }

    CompletionStage<HttpResponse> one(Call call) {
        var id = call.segment(1);
        return nodes.all(NodeReply.Found.class, replyTo -> new NodeQuestion.DescribeStream(id, replyTo))
                .thenApply(answers -> answers.stream()
                        .map(answer ->
                                answer.reply() == null ? null : answer.reply().json())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(json -> Answers.json(200, json))
                        .orElseGet(() -> unknown(id)));
    }

    CompletionStage<HttpResponse> end(Call call) {
        var id = call.segment(1);
        return nodes.all(NodeReply.Done.class, replyTo -> new NodeQuestion.EndStream(id, call.by(), replyTo))
                .thenApply(answers -> answers.stream()
                                .anyMatch(answer ->
                                        answer.reply() != null && answer.reply().found())
                        ? Answers.noContent()
                        : unknown(id));
    }

    private static HttpResponse unknown(String id) {
        return Problems.of(
                Refusal.NOT_FOUND, "connection: " + id + " (expected: one that is open, or was until lately)");
    }

    private static StreamQuery query(RequestTarget target) {
        var topic = Parameters.text(target, "topic");
        boolean ended = "ended".equals(Parameters.choice(target, "state", List.of("open", "ended")));
        var order = Parameters.choice(target, "sort", ORDERS);
        var by = order == null ? StreamOrder.AGE : StreamOrder.valueOf(order.toUpperCase(Locale.ROOT));
        var after = target.parameter("after");
        var place = after == null ? null : PLACE.matcher(after);
        if (place != null && !place.matches()) {
            throw Parameters.bad("after", String.valueOf(after), "next of the page before");
        }
        return new StreamQuery(
                topic == null ? null : new TopicName(topic).text(),
                Parameters.text(target, "address"),
                Parameters.text(target, "subject"),
                Parameters.choice(target, "quality", QUALITIES),
                Parameters.choice(target, "form", FORMS),
                Parameters.text(target, "q"),
                ended,
                by,
                Parameters.descending(target, ended || by != StreamOrder.AGE),
                place == null ? null : Long.valueOf(place.group(1)),
                place == null ? null : place.group(2),
                Parameters.limit(target));
    }

    /** What lies beyond the last row of a node that had to stop there is left for the next page. */
    private static HttpResponse page(StreamQuery query, List<Nodes.Answer<StreamRows>> answers) {
        var rows = new ArrayList<StreamRow>();
        StreamRow bound = null;
        int matching = 0;
        boolean more = false;
        for (var answer : answers) {
            var reply = answer.reply();
            if (reply != null) {
                rows.addAll(reply.rows());
                matching += reply.matching();
                more |= reply.more();
                if (reply.more()) {
                    bound = earlier(query, bound, reply.rows().get(reply.rows().size() - 1));
                }
            }
        }
        var last = bound;
        var shown = rows.stream()
                .filter(row -> last == null || query.compare(row.key(), row.id(), last.key(), last.id()) <= 0)
                .sorted((one, other) -> query.compare(one.key(), one.id(), other.key(), other.id()))
                .limit(query.limit())
                .toList();
        boolean others = more || shown.size() < rows.size();
        return json(shown, matching, others, answers);
    }

    private static StreamRow earlier(StreamQuery query, @Nullable StreamRow one, StreamRow other) {
        return one == null || query.compare(other.key(), other.id(), one.key(), one.id()) < 0 ? other : one;
    }

    private static HttpResponse json(
            List<StreamRow> rows, int matching, boolean more, List<Nodes.Answer<StreamRows>> answers) {
        return Answers.json(json -> {
            json.writeArrayFieldStart("connections");
            for (var row : rows) {
                json.writeRawValue(row.json());
            }
            json.writeEndArray();
            json.writeNumberField("matching", matching);
            if (more && !rows.isEmpty()) {
                var last = rows.get(rows.size() - 1);
                json.writeStringField("next", last.key() + "~" + last.id());
            } else {
                json.writeNullField("next");
            }
            MemberJson.silent(json, answers);
        });
    }
}
