package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.Problems;
import dev.weir.journal.EventLog;
import dev.weir.json.EventText;
import dev.weir.manage.TopicText;
import dev.weir.operate.NodeReply.TopicHere;
import dev.weir.topic.TopicDescription;
import dev.weir.topic.TopicHead;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/topics/{topic}} and its events: what its owner says, what each node has of it, what is stored. */
final class TopicDesk {

    private static final Duration RATE_OVER = Duration.ofMinutes(1);

    private final Nodes nodes;
    private final TopicOwners owners;
    private final EventLog events;
    private final Clock clock;

    TopicDesk(Nodes nodes, TopicOwners owners, EventLog events, Clock clock) {
        this.nodes = nodes;
        this.owners = owners;
        this.events = events;
        this.clock = clock;
    }

    CompletionStage<HttpResponse> one(Call call) {
        var topic = new TopicName(call.segment(1));
        var here = nodes.all(TopicHere.class, replyTo -> new NodeQuestion.LookAtTopic(topic.text(), replyTo));
        return owners.describe(topic)
                .thenCompose(reply -> reply instanceof TopicReply.Described described
                        ? described(topic, described.topic(), here)
                        : CompletableFuture.completedFuture(refused(reply)));
    }

    CompletionStage<HttpResponse> events(Call call) {
        var topic = new TopicName(call.segment(1));
        int limit = Parameters.limit(call.target());
        long after = Parameters.number(call.target(), "after", -1, "0 or more");
        return owners.describe(topic)
                .thenCompose(reply -> reply instanceof TopicReply.Described described
                        ? page(topic, described.topic().head(), after, limit)
                        : CompletableFuture.completedFuture(refused(reply)));
    }

    private static HttpResponse refused(TopicReply reply) {
        var refused = (TopicReply.Refused) reply;
        return Problems.of(refused.refusal(), refused.detail());
    }

    private CompletionStage<HttpResponse> described(
            TopicName topic, TopicDescription description, CompletionStage<List<Nodes.Answer<TopicHere>>> here) {
        var rate = rate(topic, description.head());
        return here.thenCombine(
                rate,
                (answers, perSecond) -> Answers.json(json -> {
                    TopicText.members(json, topic, description);
                    json.writeNumberField("perSecond", perSecond);
                    json.writeStringField("node", owner(answers));
                    json.writeNumberField(
                            "readers",
                            answers.stream()
                                    .mapToInt(answer -> answer.reply() == null
                                            ? 0
                                            : answer.reply().readers())
                                    .sum());
                    json.writeArrayFieldStart("nodes");
                    for (var answer : answers) {
                        if (answer.reply() != null) {
                            here(json, answer.name(), answer.reply());
                        }
                    }
                    json.writeEndArray();
                    MemberJson.silent(json, answers);
                }));
    }

    /** Where the topic's owner runs; null when no node says so, such as while it moves. */
    static @Nullable String owner(List<Nodes.Answer<TopicHere>> answers) {
        return answers.stream()
                .filter(answer -> answer.reply() != null && answer.reply().lives())
                .map(Nodes.Answer::name)
                .findFirst()
                .orElse(null);
    }

    static void here(JsonGenerator json, String node, TopicHere here) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", node);
        json.writeBooleanField("owner", here.lives());
        json.writeBooleanField("read", here.read());
        json.writeBooleanField("attached", here.attached());
        json.writeNumberField("readers", here.readers());
        json.writeNumberField("epoch", here.epoch());
        json.writeNumberField("first", here.first());
        json.writeNumberField("last", here.last());
        json.writeNumberField("logBytes", here.bytes());
        json.writeEndObject();
    }

    /** Events a second over the last minute; those that were pruned meanwhile are not counted. */
    private CompletionStage<Double> rate(TopicName topic, TopicHead head) {
        if (head.isEmpty()) {
            return CompletableFuture.completedFuture(0.0);
        }
        return events.lastBefore(topic, head, clock.instant().minus(RATE_OVER))
                .thenApply(before -> Math.round((head.last() - before) * 100.0 / RATE_OVER.toSeconds()) / 100.0)
                .exceptionally(unknown -> 0.0);
    }

    /** @param after negative for the latest */
    private CompletionStage<HttpResponse> page(TopicName topic, TopicHead head, long after, int limit) {
        long from = Math.max(head.earliest() - 1, after < 0 ? head.last() - limit : after);
        return from >= head.last()
                ? CompletableFuture.completedFuture(page(topic, head, List.of()))
                : events.after(topic, head, from, limit).thenApply(found -> page(topic, head, found));
    }

    private static HttpResponse page(TopicName topic, TopicHead head, List<Event> found) {
        return Answers.json(json -> {
            json.writeStringField("topic", topic.text());
            json.writeNumberField("epoch", head.epoch());
            json.writeNumberField("first", head.earliest());
            json.writeNumberField("last", head.last());
            json.writeArrayFieldStart("events");
            for (var event : found) {
                EventText.write(json, topic, event.position().toString(), event);
            }
            json.writeEndArray();
            boolean more = !found.isEmpty() && found.get(found.size() - 1).seq() < head.last();
            if (more) {
                json.writeNumberField("next", found.get(found.size() - 1).seq());
            } else {
                json.writeNullField("next");
            }
        });
    }
}
