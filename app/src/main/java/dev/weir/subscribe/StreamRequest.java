package dev.weir.subscribe;

import dev.weir.fanout.FrameForm;
import dev.weir.http.RequestTarget;
import dev.weir.wire.Cursor;
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
 * @param topics without repetition, at least one
 * @param form of the answer
 * @param lastEventId never empty; null when the client has none
 * @param start where to begin in topics that the id does not know
 * @param heartbeat the interval that the client asked for; null to leave it to the node
 * @param heartbeatEvents whether heartbeats are events, for clients whose code cannot see comments
 * @param envelope whether data is the event as an object
 * @param text whether data of a poll or a line is always a string, as server-sent events give it
 * @param limit events in the answer to a poll
 * @param waitMax how long a poll waits for a first event; zero for not at all
 */
public record StreamRequest(
        List<TopicName> topics,
        AnswerForm form,
        @Nullable String lastEventId,
        StartPosition start,
        @Nullable Duration heartbeat,
        boolean heartbeatEvents,
        boolean envelope,
        boolean text,
        int limit,
        Duration waitMax) {

    private static final int HEARTBEAT_SECONDS_MAX = 60;
    private static final int WAIT_SECONDS_MAX = 30;
    static final int LIMIT_MAX = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern PREFER_WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,6})\"?\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    /** Spelt as browsers' polyfills and other hubs spell it; the first that is there counts. */
    private static final List<String> ID_PARAMETERS = List.of("last_event_id", "lastEventId", "lastEventID");

    public StreamRequest {
        topics = List.copyOf(topics);
    }

    /** The headers that matter; null for one that is not there. */
    record Headers(
            @Nullable String lastEventId,
            @Nullable String accept,
            @Nullable String prefer) {}

    /**
     * @param topicsMax {@code connections.topics-max}
     * @throws InvalidText when a known parameter has a value that it cannot have
     */
    static StreamRequest parse(RequestTarget target, Headers headers, int topicsMax, Instant now) {
        return new StreamRequest(
                topics(target, topicsMax),
                AnswerForm.preferred(headers.accept),
                lastEventId(target, headers.lastEventId),
                StartPosition.parse(single(target, "from"), now),
                seconds(target, "heartbeat", HEARTBEAT_SECONDS_MAX),
                flag(target, "heartbeat-event"),
                flag(target, "envelope"),
                flag(target, "text"),
                number(target, "limit", LIMIT_MAX, LIMIT_MAX),
                waiting(target, headers.prefer));
    }

    /** Whether it comes with an id that no planned end gave out: a reconnection. */
    boolean resumes() {
        return lastEventId != null && !Cursor.claim(lastEventId, topics).planned();
    }

    /** How its stream is written; a poll's answer is not one. */
    StreamForm streamForm() {
        return form == AnswerForm.LINES ? new StreamForm.Lines(text) : new StreamForm.Sse(envelope, heartbeatEvents);
    }

    /** The form in which its events come from the log. */
    FrameForm events() {
        if (form == AnswerForm.POLL) {
            return text ? PollSource.TEXT_FORM : PollSource.FORM;
        }
        return streamForm().events();
    }

    private static List<TopicName> topics(RequestTarget target, int topicsMax) {
        var topics = target.parameters("topic").stream()
                .distinct()
                .map(TopicName::new)
                .toList();
        if (topics.isEmpty() || topics.size() > topicsMax) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER, "topic: given " + topics.size() + " (expected: 1 to " + topicsMax + ")");
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

    private static Duration waiting(RequestTarget target, @Nullable String prefer) {
        var wait = seconds(target, "wait", WAIT_SECONDS_MAX);
        if (wait != null) {
            return wait;
        }
        // A preference that cannot be met is no mistake (RFC 7240, section 2).
        var preferred = prefer == null ? null : PREFER_WAIT.matcher(prefer);
        return preferred != null && preferred.find()
                ? Duration.ofSeconds(Math.min(Integer.parseInt(preferred.group(1)), WAIT_SECONDS_MAX))
                : Duration.ZERO;
    }

    private static @Nullable Duration seconds(RequestTarget target, String name, int most) {
        return single(target, name) == null ? null : Duration.ofSeconds(number(target, name, 0, most));
    }

    private static int number(RequestTarget target, String name, int otherwise, int most) {
        var text = single(target, name);
        if (text == null) {
            return otherwise;
        }
        int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw InvalidText.of(Refusal.BAD_PARAMETER, name, text, "a whole number, 1 to " + most);
        }
        return number;
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

    static @Nullable String single(RequestTarget target, String name) {
        var values = target.parameters(name).stream().distinct().toList();
        if (values.size() > 1) {
            throw new InvalidText(
                    Refusal.BAD_PARAMETER, name + ": given " + values.size() + " times (expected: one value)");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
