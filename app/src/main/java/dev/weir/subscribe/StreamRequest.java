package dev.weir.subscribe;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of {@code GET /stream}, with every parameter checked. The id is as the client sent it: a bad one
 * is no reason to refuse.
 *
 * @param topics without repetition; exactly one in this version
 * @param lastEventId never empty; null when the client has none
 * @param start where to begin without an id
 * @param heartbeat the interval that the client asked for; null to leave it to the node
 * @param heartbeatEvents whether heartbeats are events, for clients whose code cannot see comments
 */
public record StreamRequest(
        List<TopicName> topics,
        @Nullable String lastEventId,
        StartPosition start,
        @Nullable Duration heartbeat,
        boolean heartbeatEvents) {

    private static final int HEARTBEAT_SECONDS_MAX = 60;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,2}");

    /** Spelt as browsers' polyfills and other hubs spell it; the first that is there counts. */
    private static final List<String> ID_PARAMETERS = List.of("last_event_id", "lastEventId", "lastEventID");

    /** Parameters of the protocol that this version does not serve: refused, since ignoring them would be a lie. */
    private static final List<String> NOT_YET = List.of("wait", "limit", "ticket");

    public StreamRequest {
        topics = List.copyOf(topics);
    }

    /**
     * @param idHeader the value of {@code Last-Event-ID}; null when there is none
     * @throws InvalidText when a known parameter has a value that it cannot have
     */
    static StreamRequest parse(RequestTarget target, @Nullable String idHeader, Instant now) {
        for (var name : NOT_YET) {
            var value = target.parameter(name);
            if (value != null) {
                throw InvalidText.of(Refusal.BAD_PARAMETER, name, value, "not given: it is not in this version");
            }
        }
        if (flag(target, "envelope")) {
            throw InvalidText.of(Refusal.BAD_PARAMETER, "envelope", "1", "0: envelopes are not in this version");
        }
        return new StreamRequest(
                topics(target),
                lastEventId(target, idHeader),
                StartPosition.parse(single(target, "from"), now),
                heartbeat(target),
                flag(target, "heartbeat-event"));
    }

    /** The one topic of this version. */
    TopicName topic() {
        return topics.get(0);
    }

    private static List<TopicName> topics(RequestTarget target) {
        var topics = target.parameters("topic").stream()
                .distinct()
                .map(TopicName::new)
                .toList();
        if (topics.size() != 1) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER,
                    "topic: given " + topics.size() + " (expected: exactly one topic per stream in this version)");
        }
        return topics;
    }

    private static @Nullable String lastEventId(RequestTarget target, @Nullable String header) {
        if (header != null && !header.isEmpty()) {
            return header;
        }
        for (var name : ID_PARAMETERS) {
            var value = target.parameter(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable Duration heartbeat(RequestTarget target) {
        var text = single(target, "heartbeat");
        if (text == null) {
            return null;
        }
        int seconds = SECONDS.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (seconds < 1 || seconds > HEARTBEAT_SECONDS_MAX) {
            throw InvalidText.of(
                    Refusal.BAD_PARAMETER, "heartbeat", text, "whole seconds, 1 to " + HEARTBEAT_SECONDS_MAX);
        }
        return Duration.ofSeconds(seconds);
    }

    private static boolean flag(RequestTarget target, String name) {
        var text = single(target, name);
        if (text == null || text.equals("0")) {
            return false;
        }
        if (!text.equals("1")) {
            throw InvalidText.of(Refusal.BAD_PARAMETER, name, text, "0 or 1");
        }
        return true;
    }

    private static @Nullable String single(RequestTarget target, String name) {
        var values = target.parameters(name).stream().distinct().toList();
        if (values.size() > 1) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER, name + ": given " + values.size() + " times (expected: one value)");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
