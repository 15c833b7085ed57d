package dev.weir.endtoend.crowd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What one client has read over all its visits, and what it keeps between them: its id and its retry time. */
final class ClientLog {

    /** Chromium's, while no server has said anything. */
    private static final long RETRY_MILLIS = 3_000;

    /** The latest are kept. */
    private static final int VISITS_MAX = 2_000;

    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final ObjectMapper json = new ObjectMapper();

    private final EventCheck check;
    private final ArrayDeque<Visit> visits = new ArrayDeque<>();
    private Visit visit = Visit.begun(0, "", RETRY_MILLIS).ended(0);
    private FrameParser parser = new FrameParser(FRAME_BYTES_MAX, FRAME_BYTES_MAX);
    private String idBefore = "";
    private long now;

    ClientLog(EventCheck check) {
        this.check = check;
    }

    void begin(long at) {
        idBefore = lastEventId();
        parser = new FrameParser(FRAME_BYTES_MAX, FRAME_BYTES_MAX);
        visit = Visit.begun(at, idBefore, visit.retryMillis());
    }

    void answered(int status) {
        visit = visit.answered(status);
    }

    /** Part of a body that is a stream. */
    void read(byte[] bytes, long at) {
        now = at;
        parser.parse(bytes, 0, bytes.length, this::frame);
    }

    private void frame(Frame frame) {
        if (frame instanceof Frame.RetryFrame retry) {
            visit = visit.retry(retry.millis());
        } else if (frame instanceof Frame.EventFrame event) {
            switch (event.type()) {
                case "stream-open" -> open(members(event));
                case "stream-gap" -> gap(members(event));
                case "stream-bye" -> bye(members(event));
                case "stream-state", "stream-denied", "stream-heartbeat" -> {
                    // Say nothing of which events come.
                }
                default -> check.event(event.data(), event.lastEventId());
            }
        }
    }

    private void open(JsonNode open) {
        visit = visit.opened(now);
        if (!open.path("gap").asBoolean()) {
            open.path("topics")
                    .properties()
                    .forEach(topic ->
                            check.opened(topic.getKey(), topic.getValue().asText()));
        }
    }

    private void gap(JsonNode gap) {
        check.gap(gap.path("topic").asText(), gap.path("from").asText());
    }

    private void bye(JsonNode bye) {
        visit = visit.bye(bye.path("code").asInt(), bye.path("afterMs").asLong());
    }

    private static JsonNode members(Frame.EventFrame event) {
        try {
            return json.readTree(event.data());
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(event.type() + ": " + event.data(), notJson);
        }
    }

    /** Of the visit; whatever block was not complete is forgotten. */
    void end(long at) {
        visit = visit.ended(at);
        visits.add(visit);
        if (visits.size() > VISITS_MAX) {
            visits.remove();
        }
        if (!lastEventId().isEmpty()) {
            check.standsAt(lastEventId());
        }
    }

    String lastEventId() {
        return parser.lastEventId().isEmpty() ? idBefore : parser.lastEventId();
    }

    long retryMillis() {
        return visit.retryMillis();
    }

    boolean isOpen() {
        return visit.isOpen();
    }

    /** The latest ones, with the one under way. */
    List<Visit> visits() {
        var all = new ArrayList<>(visits);
        if (visit.endedAt() == Visit.NEVER) {
            all.add(visit);
        }
        return all;
    }

    EventCheck check() {
        return check;
    }
}
