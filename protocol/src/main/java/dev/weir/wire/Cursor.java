package dev.weir.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a reader has come in one or more topics, and the id that says so: what a client sends back as
 * {@code Last-Event-ID}.
 *
 * <p>The id of one topic is its position, {@code 1-42}, and does not name the topic. The id of several is {@code v1.}
 * and base64url without padding, each position tied to its topic by a 32-bit hash of the name ({@link CursorText}). It
 * has at most 128 characters up to 8 topics while every epoch is below 2^7 and every seq below 2^42, or below 2^14 and
 * 2^35; both with the mark {@code ~}. Ids are made of {@code [A-Za-z0-9_.~-]} only, so they need no escaping in a
 * field, a header or a query.
 *
 * <p>Two topics of one cursor never share a hash: hashes are salted, and the id says which salt told its topics apart.
 * A claim in which an entry fits two of the topics asked for is not readable as a whole, so it is told as a gap and
 * never guessed. What 32 bits leave open: a topic that was not in the id and is asked for in place of one that was is
 * taken for it with a chance of 2^-32.
 */
public final class Cursor {

    /** Topics in one cursor; the upper bound of {@code connections.topics-max}. */
    public static final int TOPICS_MAX = 64;

    private static final String PLANNED_MARK = "~";

    private final TopicOrder order;
    private final Position[] positions;

    /** Whether the id says which topic a position is of, as it must where several were asked for. */
    private final boolean named;

    private Cursor(TopicOrder order, Position[] positions, boolean named) {
        this.order = order;
        this.positions = positions;
        this.named = named;
    }

    public static Cursor of(TopicName topic, Position position) {
        return of(Map.of(topic, position));
    }

    /** @param positions of 1 to {@value #TOPICS_MAX} topics */
    public static Cursor of(Map<TopicName, Position> positions) {
        return of(positions, positions.size() > 1);
    }

    /**
     * Of a reader who asked for several topics and may have been granted one of them: a position alone would then not
     * say which.
     */
    public static Cursor ofSome(Map<TopicName, Position> positions) {
        return of(positions, true);
    }

    private static Cursor of(Map<TopicName, Position> positions, boolean named) {
        if (positions.isEmpty() || positions.size() > TOPICS_MAX) {
            throw new IllegalArgumentException(
                    "topics of a cursor: " + positions.size() + " (expected: 1 to " + TOPICS_MAX + ")");
        }
        var sorted = new TreeMap<>(positions);
        var order = TopicOrder.of(sorted.keySet());
        return new Cursor(order, order.topics().stream().map(sorted::get).toArray(Position[]::new), named);
    }

    /** The same cursor with the topic at this position, whether it was in it or not. */
    public Cursor with(TopicName topic, Position position) {
        var index = order.indexOf(topic);
        if (index == null) {
            var wider = new TreeMap<>(positions());
            wider.put(topic, position);
            return of(wider, true);
        }
        var moved = positions.clone();
        moved[index] = position;
        return new Cursor(order, moved, named);
    }

    /** Sorted by topic name, not modifiable. */
    public Map<TopicName, Position> positions() {
        var byName = new TreeMap<TopicName, Position>();
        for (int i = 0; i < positions.length; i++) {
            byName.put(order.topic(i), positions[i]);
        }
        return Collections.unmodifiableMap(byName);
    }

    public String id() {
        return named ? CursorText.format(order, positions) : positions[0].toString();
    }

    /** The same position, marked as given out by a planned end. */
    public String plannedId() {
        return id() + PLANNED_MARK;
    }

    /**
     * What an id from outside says about the topics asked for. Takes any text, never throws, and looks at no more than
     * the longest id could hold.
     *
     * @param asked any number of topics; named twice counts once
     */
    public static Claim claim(String id, Collection<TopicName> asked) {
        boolean planned = id.endsWith(PLANNED_MARK);
        var known = known(planned ? id.substring(0, id.length() - PLANNED_MARK.length()) : id, new HashSet<>(asked));
        return known == null || known.isEmpty() ? Claim.UNREADABLE : new Claim(planned, true, known);
    }

    /** Null when the text is no id or cannot be tied to topics without doubt. */
    private static @Nullable Map<TopicName, Position> known(String unmarked, Set<TopicName> asked) {
        var position = Position.parse(unmarked);
        if (position != null) {
            return asked.size() == 1 ? Map.of(asked.iterator().next(), position) : null;
        }
        var text = CursorText.parse(unmarked);
        return text == null ? null : known(text, asked);
    }

    private static @Nullable Map<TopicName, Position> known(CursorText text, Set<TopicName> asked) {
        var byHash = new TreeMap<Integer, Position>();
        text.entries().forEach(entry -> byHash.put(entry.hash(), entry.position()));
        var known = new TreeMap<TopicName, Position>();
        for (var topic : asked) {
            var position = byHash.get(TopicOrder.hash(text.salt(), topic));
            if (position != null) {
                known.put(topic, position);
            }
        }
        long hashes = known.keySet().stream()
                .map(topic -> TopicOrder.hash(text.salt(), topic))
                .distinct()
                .count();
        return hashes == known.size() ? known : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cursor cursor
                && named == cursor.named
                && order.topics().equals(cursor.order.topics())
                && Arrays.equals(positions, cursor.positions);
    }

    @Override
    public int hashCode() {
        return 31 * order.topics().hashCode() + Arrays.hashCode(positions);
    }

    /** The positions sorted by topic name, for logs. */
    @Override
    public String toString() {
        return positions().toString();
    }

    /**
     * What an id says. An id that is none, or that fits none of the topics asked for, is told as a gap with cause
     * {@code unknown}.
     *
     * @param planned a planned end gave it out, so the return is no reconnection; false when not readable
     * @param readable at least one of the topics asked for has its position in it
     * @param known those topics, sorted by name; a topic asked for that is missing here was not in the id and starts
     *     anew. Empty when not readable
     */
    public record Claim(boolean planned, boolean readable, Map<TopicName, Position> known) {

        static final Claim UNREADABLE = new Claim(false, false, Map.of());

        public Claim {
            known = Collections.unmodifiableMap(new TreeMap<>(known));
        }
    }
}
