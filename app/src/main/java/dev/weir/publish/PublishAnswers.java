package dev.weir.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.Json;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** What a publisher is told when its events are stored, now or before. */
final class PublishAnswers {

    private static final RawHeader REPLAYED = RawHeader.create("Idempotency-Replayed", "true");

    private PublishAnswers() {}

    /** {@code {"topic","id","seq"}}: 201 when stored now, 200 when it was before. */
    static HttpResponse single(TopicName topic, Published published) {
        boolean replayed = published.count() == 0;
        long seq = replayed ? published.replays().get(0).seq() : published.first();
        return answer(replayed, Json.object(json -> {
            json.writeStringField("topic", topic.text());
            json.writeStringField("id", new Position(published.epoch(), seq).toString());
            json.writeNumberField("seq", seq);
        }));
    }

    /**
     * {@code {"topic","first","last","firstId","lastId","count"}} of what was stored now; or, when all were replays of
     * one batch, of what was stored then. Otherwise {@code results} say it for each event.
     *
     * @param events how many the request had
     */
    static HttpResponse batch(TopicName topic, int events, Published published) {
        var replays = published.replays();
        boolean replayed = published.count() == 0;
        boolean asThen = replayed && areConsecutive(replays);
        long first = asThen ? replays.get(0).seq() : published.first();
        int count = asThen ? replays.size() : published.count();
        return answer(replayed, Json.object(json -> {
            json.writeStringField("topic", topic.text());
            writeRange(json, published.epoch(), first, count);
            if (!replays.isEmpty() && !asThen) {
                writeResults(json, events, published);
            }
        }));
    }

    private static boolean areConsecutive(List<Replay> replays) {
        long first = replays.get(0).seq();
        for (int i = 0; i < replays.size(); i++) {
            if (replays.get(i).seq() != first + i) {
                return false;
            }
        }
        return true;
    }

    private static void writeRange(JsonGenerator json, long epoch, long first, int count) throws IOException {
        if (count == 0) {
            json.writeNullField("first");
            json.writeNullField("last");
            json.writeNullField("firstId");
            json.writeNullField("lastId");
        } else {
            long last = first + count - 1;
            json.writeNumberField("first", first);
            json.writeNumberField("last", last);
            json.writeStringField("firstId", new Position(epoch, first).toString());
            json.writeStringField("lastId", new Position(epoch, last).toString());
        }
        json.writeNumberField("count", count);
    }

    private static void writeResults(JsonGenerator json, int events, Published published) throws IOException {
        var replays = published.replays().iterator();
        var replay = replays.hasNext() ? replays.next() : null;
        long next = published.first();
        json.writeArrayFieldStart("results");
        for (int index = 0; index < events; index++) {
            boolean replayed = replay != null && replay.index() == index;
            json.writeStartObject();
            json.writeNumberField("seq", replay != null && replayed ? replay.seq() : next++);
            json.writeBooleanField("replayed", replayed);
            json.writeEndObject();
            if (replayed) {
                replay = replays.hasNext() ? replays.next() : null;
            }
        }
        json.writeEndArray();
    }

    private static HttpResponse answer(boolean replayed, String body) {
        var answer = HttpResponse.create()
                .withStatus(replayed ? StatusCodes.OK : StatusCodes.CREATED)
                .withEntity(ContentTypes.APPLICATION_JSON, body);
        return replayed ? answer.addHeader(REPLAYED) : answer;
    }
}
