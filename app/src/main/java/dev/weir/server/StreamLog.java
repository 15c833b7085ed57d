package dev.weir.server;

import dev.weir.admission.Seat;
import dev.weir.http.ClientAddress;
import dev.weir.observe.Log;
import dev.weir.subscribe.Ending;
import dev.weir.subscribe.RefusedStream;
import dev.weir.subscribe.StreamFacts;
import dev.weir.subscribe.StreamLife;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One log line for everything that happens to a stream, in the form that {@code docs/OPERATIONS.md} describes. */
final class StreamLog {

    /** Of a stream with many topics the first are named. */
    private static final int TOPICS_NAMED_MAX = 8;

    private StreamLog() {}

    static void opened(StreamFacts stream) {
        var data = of(stream.seat());
        data.put("form", stream.form().name().toLowerCase(Locale.ROOT));
        data.put("reconnection", stream.resumed());
        Log.event("stream-open", stream.id(), data);
    }

    static void refused(RefusedStream refused) {
        var data = of(refused.seat());
        data.put("reason", refused.end().reason());
        data.put("code", refused.end().code());
        data.put("retryMs", refused.retryMillis());
        Log.event("stream-refused", data);
    }

    static void ended(StreamFacts stream, Ending ending, StreamLife life) {
        var data = of(stream.seat());
        data.put("reason", ending.reason());
        if (ending instanceof Ending.Ended ended) {
            data.put("code", ended.end().code());
            data.put("reconnect", ended.end().reconnect());
        }
        data.put("seconds", life.lived().toMillis() / 1000.0);
        data.put("events", life.events());
        data.put("bytes", life.bytes());
        data.put("position", life.position().id());
        data.put("silentSeconds", life.silence().toMillis() / 1000.0);
        Log.event("stream-end", stream.id(), data);
    }

    static void heartbeatAdapted(ClientAddress client, Duration interval, @Nullable String reason) {
        var data = new LinkedHashMap<String, Object>();
        put(data, client);
        data.put("heartbeatSeconds", interval.toMillis() / 1000.0);
        data.put("reason", reason == null ? "nothing died lately" : reason);
        Log.event("heartbeat-adapted", data);
    }

    private static Map<String, Object> of(Seat seat) {
        var data = new LinkedHashMap<String, Object>();
        put(data, seat.client());
        if (seat.subject() != null) {
            data.put("subject", seat.subject());
        }
        data.put(
                "topics",
                seat.topics().stream()
                        .limit(TOPICS_NAMED_MAX)
                        .map(TopicName::text)
                        .collect(Collectors.joining(",")));
        data.put("topicCount", seat.topics().size());
        return data;
    }

    private static void put(Map<String, Object> data, ClientAddress client) {
        data.put("address", client.address());
        if (client.proxy() != null) {
            data.put("proxy", client.proxy());
        }
    }
}
