package dev.weir.operate;

import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.json.Envelope;
import dev.weir.json.Json;
import dev.weir.observe.Log;
import dev.weir.topic.PublishReply;
import dev.weir.topic.TopicReply;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What operators do to a topic: close it, and publish an event to see it arrive. Each is logged with who did it. */
final class TopicActs {

    private static final int BODY_BYTES_MAX = 256 << 10;

    private final TopicOwners owners;
    private final BodyReader body;

    TopicActs(TopicOwners owners, BodyReader body) {
        this.owners = owners;
        this.body = body;
    }

    CompletionStage<HttpResponse> close(Call call) {
        var topic = new TopicName(call.segment(1));
        return body.drop(call.request())
                .thenCompose(dropped -> owners.close(topic))
                .thenApply(reply -> closed(topic, reply, call.by()));
    }

    private static HttpResponse closed(TopicName topic, TopicReply reply, String by) {
        if (reply instanceof TopicReply.Refused refused) {
            return Problems.of(refused.refusal(), refused.detail());
        }
        Log.event("close-topic", Map.of("by", by, "topic", topic.text()));
        return Answers.noContent();
    }

    /** The body is a line of a batch with {@code envelope=1}: {@code {"data":…,"type":…,"key":…}}. */
    CompletionStage<HttpResponse> publish(Call call) {
        var topic = new TopicName(call.segment(1));
        return body.read(call.request(), BODY_BYTES_MAX, Refusal.EVENT_TOO_LARGE)
                .thenCompose(bytes -> owners.publish(topic, Envelope.read(text(bytes))))
                .thenApply(reply -> published(topic, reply, call.by()));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new InvalidText(Refusal.BAD_DATA, "body: other bytes (expected: UTF-8)");
        }
    }

    private static HttpResponse published(TopicName topic, PublishReply reply, String by) {
        if (reply instanceof PublishReply.Refused refused) {
            return Problems.of(refused.refusal(), refused.detail());
        }
        var published = (PublishReply.Published) reply;
        boolean replayed = published.count() == 0;
        long seq = replayed ? published.replays().get(0).seq() : published.first();
        var id = new Position(published.epoch(), seq).toString();
        Log.event("publish-test-event", Map.of("by", by, "topic", topic.text(), "id", id));
        return Answers.json(replayed ? 200 : 201, Json.object(json -> {
            json.writeStringField("topic", topic.text());
            json.writeStringField("id", id);
            json.writeNumberField("seq", seq);
        }));
    }
}
