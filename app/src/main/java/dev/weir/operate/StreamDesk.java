package dev.weir.operate;

import dev.weir.http.RequestTarget;
import dev.weir.json.Json;
import dev.weir.observe.Log;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.Quality;
import dev.weir.subscribe.StreamFilter;
import dev.weir.subscribe.StreamList;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** Looks at the node's streams, and ends one, by asking their parent. */
public final class StreamDesk {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final ActorRef<Connections.Message> connections;
    private final Scheduler scheduler;

    public StreamDesk(ActorRef<Connections.Message> connections, Scheduler scheduler) {
        this.connections = connections;
        this.scheduler = scheduler;
    }

    /**
     * Filters {@code topic}, {@code address}, {@code subject}, {@code quality}; {@code limit} streams after number
     * {@code after}.
     *
     * @throws InvalidText when a parameter has a value that it cannot have
     */
    CompletionStage<String> list(RequestTarget target) {
        var topic = target.parameter("topic");
        var filter = new StreamFilter(
                null,
                topic == null ? null : new TopicName(topic),
                target.parameter("address"),
                target.parameter("subject"),
                quality(target.parameter("quality")));
        return look(filter, Parameters.after(target), Parameters.limit(target)).thenApply(StreamDesk::json);
    }

    CompletionStage<Optional<String>> one(String id) {
        return look(new StreamFilter(id, null, null, null, null), 0, 1)
                .thenApply(found -> found.streams().stream()
                        .findFirst()
                        .map(stream -> Json.object(json -> StreamJson.members(json, stream))));
    }

    /** @return whether there was such a stream */
    CompletionStage<Boolean> evict(String id, String by) {
        return AskPattern.<Connections.Message, Connections.Evicted>ask(
                        connections, replyTo -> new Connections.Evict(id, replyTo), ANSWER_MAX, scheduler)
                .thenApply(evicted -> {
                    if (evicted.found()) {
                        Log.event("evict", id, Map.of("by", by));
                    }
                    return evicted.found();
                });
    }

    private CompletionStage<StreamList> look(StreamFilter filter, long after, int limit) {
        return AskPattern.ask(
                connections, replyTo -> new Connections.Look(filter, after, limit, replyTo), ANSWER_MAX, scheduler);
    }

    private static @Nullable Quality quality(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Stream.of(Quality.values())
                .filter(quality -> quality.text().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidText.of(
                        Refusal.BAD_PARAMETER,
                        "quality",
                        text,
                        Stream.of(Quality.values()).map(Quality::text).collect(Collectors.joining(", "))));
    }

    private static String json(StreamList list) {
        return Json.object(json -> {
            json.writeArrayFieldStart("connections");
            for (var stream : list.streams()) {
                json.writeStartObject();
                StreamJson.members(json, stream);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("matching", list.matching());
            if (list.more()) {
                json.writeNumberField(
                        "next", list.streams().get(list.streams().size() - 1).number());
            } else {
                json.writeNullField("next");
            }
        });
    }
}
