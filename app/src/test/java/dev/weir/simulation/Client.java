package dev.weir.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.access.Credential;
import dev.weir.history.History;
import dev.weir.history.History.Event;
import dev.weir.history.History.Gap;
import dev.weir.http.ClientAddress;
import dev.weir.http.ClientDeparture;
import dev.weir.subscribe.AnswerForm;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.OpenReply;
import dev.weir.subscribe.StartPosition;
import dev.weir.subscribe.StreamRequest;
import dev.weir.wire.Frame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Follows topics from their first event, at its own pace, and comes back with its last id whenever its stream ends. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EVENT_BYTES_MAX = 1 << 16;
    private static final int BEFORE_RETURN_MILLIS_MAX = 500;
    private static final int PACE_MILLIS_MAX = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Engine engine;
    private final World world;
    private final SplittableRandom random;
    private final History history;
    private final String name;
    private final List<TopicName> topics;
    private final Map<String, Long> seqs = new HashMap<>();
    private String lastEventId = "";

    /** Counts attempts; what belongs to an earlier one is late. */
    private int attempt;

    private @Nullable ClientSide stream;
    private ClientDeparture departure = new ClientDeparture();

    Client(Engine engine, World world, SplittableRandom random, History history, String name, List<TopicName> topics) {
        this.engine = engine;
        this.world = world;
        this.random = random;
        this.history = history;
        this.name = name;
        this.topics = topics;
        comeBack();
    }

    /** The number of the last event that it was told of a topic. */
    long seq(TopicName topic) {
        return seqs.getOrDefault(topic.text(), 0L);
    }

    List<TopicName> topics() {
        return topics;
    }

    /** As a phone in a tunnel. */
    void cut() {
        leave();
        comeBack();
    }

    /** As who closes the lid. */
    void stayAway(Duration time) {
        leave();
        comeBack(time);
    }

    private void leave() {
        attempt++;
        departure.happened();
        if (stream != null) {
            stream.leave();
            stream = null;
        }
    }

    private void comeBack() {
        comeBack(Duration.ofMillis(random.nextInt(BEFORE_RETURN_MILLIS_MAX)));
    }

    private void comeBack(Duration after) {
        attempt++;
        int mine = attempt;
        engine.time().after(after, () -> {
            if (mine == attempt) {
                open();
            }
        });
    }

    private void open() {
        int mine = attempt;
        departure = new ClientDeparture();
        var replies = engine.spawn(Behaviors.<OpenReply>receiveMessage(reply -> {
            if (mine == attempt) {
                answered(reply);
            }
            return Behaviors.stopped();
        }));
        engine.time().after(PATIENCE, () -> {
            if (mine == attempt && stream == null) {
                cut();
            }
        });
        world.anyNode()
                .connections()
                .tell(new Connections.Open(
                        request(), List.of(), ClientAddress.UNKNOWN, "unknown", Credential.NONE, departure, replies));
    }

    private StreamRequest request() {
        return new StreamRequest(
                topics,
                AnswerForm.SSE,
                lastEventId.isEmpty() ? null : lastEventId,
                new StartPosition.Earliest(),
                null,
                false,
                false,
                false,
                1,
                Duration.ZERO);
    }

    private void answered(OpenReply reply) {
        if (!(reply instanceof OpenReply.Streaming streaming)) {
            comeBack();
            return;
        }
        var opened = new ClientSide(new Reader(attempt));
        stream = opened;
        streaming.bytes().runWith(Sink.fromGraph(opened), engine.system());
    }

    /** Of one attempt. */
    private final class Reader implements ClientSide.Listener {

        private final int mine;
        private final FrameParser parser = new FrameParser(EVENT_BYTES_MAX, EVENT_BYTES_MAX);

        Reader(int mine) {
            this.mine = mine;
        }

        @Override
        public void came(ByteString bytes) {
            if (mine != attempt) {
                return;
            }
            parser.parse(bytes.toArray()).forEach(Client.this::keep);
            if (random.nextInt(4) == 0) {
                engine.time().after(Duration.ofMillis(random.nextInt(world.hurried() ? 1 : PACE_MILLIS_MAX)), this::go);
            } else {
                go();
            }
        }

        private void go() {
            if (mine == attempt && stream != null) {
                stream.pull();
            }
        }

        @Override
        public void ended() {
            if (mine == attempt) {
                stream = null;
                comeBack();
            }
        }
    }

    private void keep(Frame frame) {
        if (!(frame instanceof EventFrame event)) {
            return;
        }
        if (event.type().equals("stream-gap")) {
            var gap = read(event.data());
            began(gap.path("topic").asText(), gap.path("from").asText(), event.data());
        } else if (event.type().equals("stream-open") && lastEventId.isEmpty()) {
            read(event.data()).path("topics").properties().forEach(at -> {
                if (number(at.getValue().asText()) > 0) {
                    began(at.getKey(), at.getValue().asText(), event.data());
                }
            });
        } else if (!event.type().startsWith("stream-")) {
            keep(event);
        }
        if (!event.lastEventId().isEmpty()) {
            lastEventId = event.lastEventId();
        }
    }

    private void began(String topic, String position, String json) {
        long from = number(position);
        seqs.merge(topic, from, Math::max);
        history.told(name + " " + topic, topic, new Gap(json, from, world.goneThrough(topic)));
    }

    private static long number(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(json, broken);
        }
    }

    /** Data begins with the topic's name; with one topic the id tells the number, with several the place in its order does. */
    private void keep(EventFrame event) {
        var topic = event.data().substring(0, event.data().indexOf('/'));
        long seq = topics.size() == 1 ? number(event.lastEventId()) : world.numberOf(topic, event.data());
        seqs.merge(topic, seq, Math::max);
        history.told(name + " " + topic, topic, new Event(seq, event.data()));
    }
}
