package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.journal.StoredTopic;
import dev.weir.journal.StoredTopics;
import dev.weir.json.EventText;
import dev.weir.operate.NodeReply.TopicsHere;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/topics}: a page of all topics, by what the journal's rows say, and what the nodes say of those shown. */
final class TopicList {

    private static final List<String> ORDERS = List.of("name", "last", "rows", "readers");
    private static final List<String> STATES = List.of("open", "closed", "deleted");
    private static final int MOST_READ_MAX = 1_000;

    /** What is known of one topic beyond its rows. */
    private record Use(@Nullable String node, int readers) {
        static final Use NONE = new Use(null, 0);

        Use with(String name, NodeReply.TopicUse other) {
            return new Use(other.lives() ? name : node, readers + other.readers());
        }
    }

    private record Wanted(
            @Nullable String text, @Nullable String state, String order, boolean descending, int after, int limit) {

        boolean lets(StoredTopic topic) {
            return (text == null
                            || topic.topic().text().toLowerCase(Locale.ROOT).contains(text))
                    && (state == null ? !isDeleted(topic) : state.equals(stateOf(topic)));
        }
    }

    private final Nodes nodes;
    private final TopicIndex index;

    TopicList(Nodes nodes, TopicIndex index) {
        this.nodes = nodes;
        this.index = index;
    }

    CompletionStage<HttpResponse> list(Call call) {
        var target = call.target();
        var text = Parameters.text(target, "q");
        var order = Parameters.choice(target, "sort", ORDERS);
        var by = order == null ? "name" : order;
        var wanted = new Wanted(
                text == null ? null : text.toLowerCase(Locale.ROOT),
                Parameters.choice(target, "state", STATES),
                by,
                Parameters.descending(target, !by.equals("name")),
                (int) Math.min(TopicIndex.TOPICS_MAX, Parameters.number(target, "after", 0, "0 or more")),
                Parameters.limit(target));
        return index.topics()
                .thenCombine(mostRead(wanted), (topics, read) -> select(topics, wanted, read))
                .thenCompose(this::answer);
    }

    private record Selected(
            List<StoredTopic> page, int matching, @Nullable Integer next, boolean complete) {}

    private CompletionStage<Map<String, Use>> mostRead(Wanted wanted) {
        return wanted.order.equals("readers")
                ? nodes.all(TopicsHere.class, replyTo -> new NodeQuestion.MostReadTopics(MOST_READ_MAX, replyTo))
                        .thenApply(TopicList::uses)
                : CompletableFuture.completedFuture(Map.of());
    }

    private static Selected select(StoredTopics topics, Wanted wanted, Map<String, Use> read) {
        var matching = topics.topics().stream().filter(wanted::lets).toList();
        var sorted = wanted.order.equals("name") && !wanted.descending
                ? matching
                : matching.stream().sorted(order(wanted, read)).toList();
        var page = new ArrayList<StoredTopic>();
        var budget = new RowBudget();
        for (var topic : sorted.subList(Math.min(wanted.after, sorted.size()), sorted.size())) {
            if (page.size() == wanted.limit || !budget.take(topic.topic().text())) {
                break;
            }
            page.add(topic);
        }
        int until = wanted.after + page.size();
        return new Selected(page, matching.size(), until < sorted.size() ? until : null, topics.complete());
    }

    private static Comparator<StoredTopic> order(Wanted wanted, Map<String, Use> read) {
        Comparator<StoredTopic> byName =
                Comparator.comparing(topic -> topic.topic().text());
        Comparator<StoredTopic> by = switch (wanted.order) {
            case "last" -> Comparator.comparing(topic -> topic.lastTime() == null ? Instant.EPOCH : topic.lastTime());
            case "rows" -> Comparator.comparingLong(StoredTopic::rows);
            case "readers" ->
                Comparator.comparingInt(topic -> read.getOrDefault(topic.topic().text(), Use.NONE).readers);
            default -> byName;
        };
        return (wanted.descending ? by.reversed() : by).thenComparing(byName);
    }

    private CompletionStage<HttpResponse> answer(Selected selected) {
        var names = selected.page.stream().map(topic -> topic.topic().text()).toList();
        return nodes.all(TopicsHere.class, replyTo -> new NodeQuestion.LookAtTopics(names, replyTo))
                .thenApply(answers -> Answers.json(json -> write(json, selected, answers)));
    }

    private static Map<String, Use> uses(List<Nodes.Answer<TopicsHere>> answers) {
        var uses = new HashMap<String, Use>();
        for (var answer : answers) {
            if (answer.reply() != null) {
                for (var use : answer.reply().topics()) {
                    uses.put(
                            use.topic(),
                            uses.getOrDefault(use.topic(), Use.NONE).with(answer.name(), use));
                }
            }
        }
        return uses;
    }

    private static void write(JsonGenerator json, Selected selected, List<Nodes.Answer<TopicsHere>> answers)
            throws IOException {
        var uses = uses(answers);
        json.writeArrayFieldStart("topics");
        for (var topic : selected.page) {
            row(json, topic, uses.getOrDefault(topic.topic().text(), Use.NONE));
        }
        json.writeEndArray();
        json.writeNumberField("matching", selected.matching);
        json.writeBooleanField("complete", selected.complete);
        if (selected.next == null) {
            json.writeNullField("next");
        } else {
            json.writeNumberField("next", selected.next);
        }
        MemberJson.silent(json, answers);
    }

    private static void row(JsonGenerator json, StoredTopic topic, Use use) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", topic.topic().text());
        json.writeStringField("state", stateOf(topic));
        if (topic.lastTime() == null || isDeleted(topic)) {
            json.writeNullField("last");
            json.writeNullField("lastAt");
        } else {
            json.writeStringField("last", topic.last().toString());
            json.writeStringField("lastAt", EventText.time(topic.lastTime()));
        }
        json.writeNumberField("rows", topic.rows());
        json.writeStringField("node", use.node);
        json.writeNumberField("readers", use.readers);
        json.writeEndObject();
    }

    private static boolean isDeleted(StoredTopic topic) {
        return topic.lastKind() == StoredTopic.Kind.EPOCH;
    }

    private static String stateOf(StoredTopic topic) {
        return switch (topic.lastKind()) {
            case CLOSED -> "closed";
            case EPOCH -> "deleted";
            default -> "open";
        };
    }
}
