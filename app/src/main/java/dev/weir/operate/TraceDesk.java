package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.Problems;
import dev.weir.journal.EventLog;
import dev.weir.journal.JournalInspection;
import dev.weir.journal.StoredRow;
import dev.weir.json.EventText;
import dev.weir.operate.NodeReply.Traced;
import dev.weir.topic.TopicHead;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Cursor;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/trace/{topic}/{id}}: where one event is, from its row to the clients. */
final class TraceDesk {

    private static final String EXPECTED = "an event's id, such as 1-42, or an id of a stream that reads this topic";

    private final Nodes nodes;
    private final TopicOwners owners;
    private final EventLog events;
    private final JournalInspection journal;

    TraceDesk(Nodes nodes, TopicOwners owners, EventLog events, JournalInspection journal) {
        this.nodes = nodes;
        this.owners = owners;
        this.events = events;
        this.journal = journal;
    }

    /** Where an event is by the word of its topic's owner. */
    private enum Whereabouts {
        STORED("stored"),
        /** Behind what is retained. */
        PRUNED("pruned"),
        /** Of a history before this one. */
        EARLIER_EPOCH("earlier-epoch"),
        /** Beyond the newest event. */
        AHEAD("ahead");

        private final String text;

        Whereabouts(String text) {
            this.text = text;
        }

        static Whereabouts of(Position event, TopicHead head) {
            if (event.epoch() != head.epoch()) {
                return event.epoch() < head.epoch() ? EARLIER_EPOCH : AHEAD;
            }
            return event.seq() > head.last() ? AHEAD : event.seq() < head.earliest() ? PRUNED : STORED;
        }
    }

    private record Stored(@Nullable Event event, @Nullable StoredRow row) {
        static final Stored NOTHING = new Stored(null, null);
    }

    CompletionStage<HttpResponse> trace(Call call) {
        var topic = new TopicName(call.segment(1));
        var event = event(topic, call.segment(2));
        return owners.describe(topic)
                .thenCompose(reply -> reply instanceof TopicReply.Described described
                        ? trace(topic, event, described.topic().head())
                        : CompletableFuture.completedFuture(refused(reply)));
    }

    private static HttpResponse refused(TopicReply reply) {
        var refused = (TopicReply.Refused) reply;
        return Problems.of(refused.refusal(), refused.detail());
    }

    private static Position event(TopicName topic, String id) {
        var position = Cursor.claim(id, List.of(topic)).known().get(topic);
        if (position == null || position.seq() == 0) {
            throw Parameters.bad("id", id, EXPECTED);
        }
        return position;
    }

    private CompletionStage<HttpResponse> trace(TopicName topic, Position event, TopicHead head) {
        var whereabouts = Whereabouts.of(event, head);
        CompletionStage<Stored> stored = whereabouts == Whereabouts.STORED
                ? stored(topic, event, head)
                : CompletableFuture.completedFuture(Stored.NOTHING);
        return nodes.all(
                        Traced.class,
                        replyTo -> new NodeQuestion.TraceEvent(topic.text(), event.epoch(), event.seq(), replyTo))
                .thenCombine(
                        stored,
                        (answers, found) -> Answers.json(json -> {
                            json.writeStringField("topic", topic.text());
                            json.writeStringField("id", event.toString());
                            json.writeStringField("state", whereabouts.text);
                            json.writeStringField("node", owner(answers));
                            head(json, head);
                            stored(json, topic, found);
                            json.writeArrayFieldStart("nodes");
                            for (var answer : answers) {
                                if (answer.reply() != null) {
                                    node(json, answer.name(), answer.reply(), event);
                                }
                            }
                            json.writeEndArray();
                            MemberJson.silent(json, answers);
                        }));
    }

    private CompletionStage<Stored> stored(TopicName topic, Position event, TopicHead head) {
        return events.after(topic, head, event.seq() - 1, 1)
                .thenCombine(
                        journal.row(topic, head, event.seq()),
                        (found, row) -> new Stored(
                                found.stream()
                                        .filter(one -> one.position().equals(event))
                                        .findFirst()
                                        .orElse(null),
                                row.orElse(null)));
    }

    private static @Nullable String owner(List<Nodes.Answer<Traced>> answers) {
        return answers.stream()
                .filter(answer ->
                        answer.reply() != null && answer.reply().here().lives())
                .map(Nodes.Answer::name)
                .findFirst()
                .orElse(null);
    }

    private static void head(JsonGenerator json, TopicHead head) throws IOException {
        json.writeObjectFieldStart("range");
        json.writeNumberField("epoch", head.epoch());
        json.writeNumberField("first", head.earliest());
        json.writeNumberField("last", head.last());
        json.writeBooleanField("closed", head.closed());
        json.writeEndObject();
    }

    private static void stored(JsonGenerator json, TopicName topic, Stored stored) throws IOException {
        var event = stored.event;
        if (event != null) {
            json.writeFieldName("event");
            EventText.write(json, topic, event.position().toString(), event);
        } else {
            json.writeNullField("event");
        }
        var row = stored.row;
        if (row != null) {
            json.writeObjectFieldStart("row");
            json.writeNumberField("number", row.row());
            json.writeNumberField("ordering", row.ordering());
            json.writeNumberField("bytes", row.bytes());
            json.writeStringField("writer", row.writer());
            json.writeStringField("time", EventText.time(row.time()));
            json.writeEndObject();
        } else {
            json.writeNullField("row");
        }
    }

    private static void node(JsonGenerator json, String name, Traced traced, Position event) throws IOException {
        var here = traced.here();
        json.writeStartObject();
        json.writeStringField("node", name);
        json.writeBooleanField("owner", here.lives());
        json.writeBooleanField("read", here.read());
        boolean inLog = here.epoch() == event.epoch() && event.seq() >= here.first() && event.seq() <= here.last();
        boolean reached = here.epoch() == event.epoch() && event.seq() <= here.last();
        json.writeStringField("feed", !here.read() ? "none" : inLog ? "in-log" : reached ? "passed" : "not-yet");
        json.writeNumberField("first", here.first());
        json.writeNumberField("last", here.last());
        json.writeNumberField("has", traced.has());
        json.writeNumberField("waits", traced.waits());
        json.writeNumberField("missed", traced.missed());
        json.writeNumberField("beganAfter", traced.beganAfter());
        json.writeArrayFieldStart("connections");
        for (var stream : traced.streams()) {
            json.writeRawValue(stream);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
