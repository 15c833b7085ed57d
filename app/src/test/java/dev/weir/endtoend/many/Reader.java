package dev.weir.endtoend.many;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.wire.Cursor;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameParser;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One subscriber of some topics. Each request is over another transport, goes on with the id of the one before, and is
 * cut somewhere.
 */
final class Reader {

    private static final ObjectMapper json = new ObjectMapper();
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final List<Transport> TRANSPORTS = List.of(Transport.values());

    private final URI stream;
    private final List<TopicName> topics;
    private final SplittableRandom random;
    private final ReaderLog log;
    private final BooleanSupplier over;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile String id = "";

    Reader(URI stream, List<TopicName> topics, SplittableRandom random, ReaderLog log, BooleanSupplier over) {
        this.stream = stream;
        this.topics = topics;
        this.random = random;
        this.log = log;
        this.over = over;
    }

    List<TopicName> topics() {
        return topics;
    }

    ReaderLog log() {
        return log;
    }

    String id() {
        return id;
    }

    /** One request over a transport drawn at random, cut after a number of bytes drawn at random. */
    void request() throws IOException, InterruptedException {
        request(TRANSPORTS.get(random.nextInt(TRANSPORTS.size())), random.nextInt(1, 60_000));
    }

    void request(Transport transport, int bytesMax) throws IOException, InterruptedException {
        var query = topics.stream()
                .map(topic -> "topic=" + URLEncoder.encode(topic.text(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(
                        stream.resolve("/stream?" + query + "&from=earliest&heartbeat=1" + transport.parameters))
                .header("Accept", transport.accept);
        if (!id.isEmpty()) {
            request.header("Last-Event-ID", id);
        }
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + " "
                        + new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            switch (transport) {
                case SSE, ENVELOPE -> events(body, bytesMax, transport == Transport.ENVELOPE);
                case LINES -> lines(body, bytesMax);
                case POLL, LONG_POLL -> poll(json.readTree(body.readAllBytes()));
            }
        }
    }

    private void events(InputStream body, int bytesMax, boolean envelope) throws IOException {
        var parser = new FrameParser(FRAME_BYTES_MAX, FRAME_BYTES_MAX);
        chunks(body, bytesMax, chunk -> {
            for (var frame : parser.parse(chunk)) {
                if (frame instanceof Frame.EventFrame event) {
                    event(event, envelope);
                }
            }
        });
    }

    private void event(Frame.EventFrame event, boolean envelope) {
        if (event.type().startsWith("stream-")) {
            control(event.type(), read(event.data()));
        } else if (envelope) {
            object(read(event.data()));
        } else {
            bare(event.data(), event.lastEventId());
        }
        if (!event.lastEventId().isEmpty()) {
            id = event.lastEventId();
        }
    }

    /** The standard has no field for a topic: of which one an event is, is what its id says that the last one did not. */
    private void bare(String data, String eventId) {
        var before = known(id);
        var moved = known(eventId).entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .toList();
        if (moved.size() == 1) {
            log.event(moved.get(0).getKey(), moved.get(0).getValue(), read(data).asText());
        } else {
            log.faults().add("id " + eventId + " after " + id + " (expected: one position moved)");
        }
    }

    private Map<TopicName, Position> known(String text) {
        return Cursor.claim(text, topics).known();
    }

    private void lines(InputStream body, int bytesMax) throws IOException {
        var rest = new ByteArrayOutputStream();
        chunks(body, bytesMax, chunk -> {
            for (byte one : chunk) {
                if (one == '\n') {
                    line(read(rest.toString(StandardCharsets.UTF_8)));
                    rest.reset();
                } else {
                    rest.write(one);
                }
            }
        });
    }

    private void line(JsonNode line) {
        if (line.has("control")) {
            control(line.path("control").asText(), line);
        } else {
            object(line);
        }
        if (line.has("id")) {
            id = line.path("id").asText();
        }
    }

    private void control(String name, JsonNode members) {
        if (name.equals("stream-gap")) {
            log.gap(members);
        } else if (name.equals("stream-open") && !members.path("gap").asBoolean()) {
            members.path("topics")
                    .properties()
                    .forEach(entry -> log.opened(
                            new TopicName(entry.getKey()),
                            position(entry.getValue().asText())));
        }
    }

    private void poll(JsonNode answer) {
        answer.path("gaps").forEach(log::gap);
        answer.path("events").forEach(this::object);
        id = answer.path("id").asText();
    }

    private void object(JsonNode event) {
        var topic = new TopicName(event.path("topic").asText());
        var position = known(event.path("id").asText()).get(topic);
        if (position == null || position.seq() != event.path("seq").asLong()) {
            log.faults().add("event " + event + " (expected: an id that stands at its seq)");
        } else {
            log.event(topic, position, event.path("data").asText());
        }
    }

    private static Position position(String text) {
        var position = Position.parse(text);
        if (position == null) {
            throw new AssertionError("position: " + text);
        }
        return position;
    }

    private static JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (IOException notJson) {
            throw new AssertionError(text, notJson);
        }
    }

    /** Cut after so many bytes; at the end of the test with the next heartbeat. */
    private void chunks(InputStream body, int bytesMax, Consumer<byte[]> taker) throws IOException {
        var buffer = new byte[8192];
        int taken = 0;
        while (taken < bytesMax && !over.getAsBoolean()) {
            int count = body.read(buffer, 0, Math.min(buffer.length, bytesMax - taken));
            if (count < 0) {
                return;
            }
            taken += count;
            taker.accept(Arrays.copyOf(buffer, count));
        }
    }
}
