package dev.weir.operate;

import dev.weir.subscribe.StreamView;
import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;

/** Where one event stands with one stream. */
enum EventTrace {
    /** Its client was told of a gap that the event lies in. */
    MISSED("missed"),
    /** It has not come to it yet. */
    WAITS("waits"),
    /** It was sent. */
    HAS("has"),
    /** The stream begins behind it: its client had it before, or did not ask for it. */
    BEGAN_AFTER("began-after");

    private final String text;

    EventTrace(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** @param stream one that reads the topic */
    static EventTrace of(StreamView stream, TopicName topic, Position event) {
        if (stream.gaps().stream().anyMatch(gap -> gap.topic().equals(topic) && liesIn(gap, event))) {
            return MISSED;
        }
        if (isUpTo(event, positionIn(stream.start(), topic))) {
            return BEGAN_AFTER;
        }
        return isUpTo(event, positionIn(stream.life().position(), topic)) ? HAS : WAITS;
    }

    private static Position positionIn(Cursor cursor, TopicName topic) {
        return cursor.positions().getOrDefault(topic, Position.START);
    }

    private static boolean liesIn(Gap gap, Position event) {
        var requested = gap.requested() == null ? null : Position.parse(gap.requested());
        return requested != null && !isUpTo(event, requested) && isUpTo(event, gap.from());
    }

    private static boolean isUpTo(Position event, Position reached) {
        return event.epoch() < reached.epoch() || (event.epoch() == reached.epoch() && event.seq() <= reached.seq());
    }
}
