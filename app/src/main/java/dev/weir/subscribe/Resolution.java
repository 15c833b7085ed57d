package dev.weir.subscribe;

import dev.weir.topic.TopicHead;
import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a stream of one topic begins, by what its client asks and how far the topic reaches. */
sealed interface Resolution {

    /** @param gap what must be told first; null when nothing is missing */
    record At(Position position, @Nullable Gap gap) implements Resolution {}

    /** This node's copy of the head does not reach so far: only the topic's owner can say whether the id is ahead. */
    record AskOwner() implements Resolution {}

    /** The journal knows which event was the last before that time. */
    record AskTime(Instant time) implements Resolution {}

    /** The topic's owner has the latest event of each key. */
    record AskState() implements Resolution {}

    /** What a client asks of one topic. */
    sealed interface Wish {}

    /**
     * It has seen everything up to here.
     *
     * @param id that says so; null for a stream that is running
     */
    record Resume(Position position, @Nullable String id) implements Wish {}

    /** It has an id that says nothing about this topic. */
    record Unreadable(String id) implements Wish {}

    /** It has no id. */
    record Begin(StartPosition start) implements Wish {}

    /** What a request says of each of its topics. One that a readable id does not know is new to its client. */
    static Map<TopicName, Wish> wishesOf(StreamRequest request) {
        var id = request.lastEventId();
        var begin = new Begin(request.start());
        if (id == null) {
            return request.topics().stream().collect(Collectors.toMap(topic -> topic, topic -> begin));
        }
        var claim = Cursor.claim(id, request.topics());
        var wishes = new HashMap<TopicName, Wish>();
        for (var topic : request.topics()) {
            var position = claim.known().get(topic);
            Wish otherwise = claim.readable() ? begin : new Unreadable(id);
            wishes.put(topic, position == null ? otherwise : new Resume(position, id));
        }
        return wishes;
    }

    /** @param ownersWord whether the head comes from the topic's owner just now */
    static Resolution of(TopicName topic, Wish wish, TopicHead head, boolean ownersWord) {
        if (wish instanceof Begin begin) {
            return begin(begin.start, head);
        }
        if (wish instanceof Resume resume) {
            return resume(topic, resume, head, ownersWord);
        }
        return gap(topic, GapCause.UNKNOWN, ((Unreadable) wish).id, head, null, beforeEarliest(head));
    }

    private static Resolution begin(StartPosition start, TopicHead head) {
        if (start instanceof StartPosition.State) {
            return new AskState();
        }
        if (start instanceof StartPosition.Since since) {
            return head.isEmpty() ? new At(head.position(), null) : new AskTime(since.time());
        }
        return new At(start instanceof StartPosition.Earliest ? beforeEarliest(head) : head.position(), null);
    }

    private static Resolution resume(TopicName topic, Resume resume, TopicHead head, boolean ownersWord) {
        var position = resume.position;
        boolean inHistory = position.epoch() < head.epoch() || position.equals(Position.START);
        boolean beyond = !inHistory && (position.epoch() > head.epoch() || position.seq() > head.last());
        if (beyond && !ownersWord) {
            return new AskOwner();
        }
        if (position.epoch() > head.epoch()) {
            return gap(topic, GapCause.UNKNOWN, resume.id, head, null, beforeEarliest(head));
        }
        if (beyond) {
            return gap(topic, GapCause.AHEAD, resume.id, head, null, head.position());
        }
        if (inHistory && !position.equals(Position.START)) {
            return gap(topic, GapCause.EPOCH, resume.id, head, null, beforeEarliest(head));
        }
        long lost = head.earliest() - 1 - position.seq();
        return lost > 0
                ? gap(topic, GapCause.RETENTION, resume.id, head, lost, beforeEarliest(head))
                : new At(new Position(head.epoch(), position.seq()), null);
    }

    private static At gap(
            TopicName topic,
            GapCause cause,
            @Nullable String requested,
            TopicHead head,
            @Nullable Long lost,
            Position from) {
        var earliest = head.isEmpty() ? null : new Position(head.epoch(), head.earliest());
        var latest = head.isEmpty() ? null : head.position();
        return new At(from, new Gap(topic, cause, requested, earliest, latest, lost, from));
    }

    private static Position beforeEarliest(TopicHead head) {
        return new Position(head.epoch(), head.earliest() - 1);
    }
}
