package dev.weir.journal;

import dev.weir.wire.Content;
import dev.weir.wire.Event;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The state of a keyed topic: the latest event of each key.
 *
 * <p>Immutable. An event whose data is the JSON value {@code null} removes its key. It knows its size and has no bound
 * of its own: a publish that would make it too large is refused before it is stored.
 */
public final class LatestByKey {

    private static final LatestByKey NONE = new LatestByKey(HashTreePMap.empty(), 0);

    private final PMap<String, Event> events;
    private final long bytes;

    private LatestByKey(PMap<String, Event> events, long bytes) {
        this.events = events;
        this.bytes = bytes;
    }

    public static LatestByKey none() {
        return NONE;
    }

    /** The entries as they were written, in any order. */
    public static LatestByKey of(Collection<Event> entries) {
        var latest = NONE;
        for (var event : entries) {
            latest = latest.with(event);
        }
        return latest;
    }

    /** After this event; the same when it has no key. */
    public LatestByKey with(Event event) {
        var key = event.key();
        if (key == null) {
            return this;
        }
        var before = events.get(key);
        long without = before == null ? bytes : bytes - bytes(before);
        if (removes(event)) {
            return before == null ? this : new LatestByKey(events.minus(key), without);
        }
        return new LatestByKey(events.plus(key, event), without + bytes(event));
    }

    public int size() {
        return events.size();
    }

    /** UTF-8 bytes of keys, types and data. */
    public long bytes() {
        return bytes;
    }

    /** In the order in which they were published. */
    public List<Event> inOrder() {
        return events.values().stream()
                .sorted(Comparator.comparingLong(
                                (Event event) -> event.position().epoch())
                        .thenComparingLong(Event::seq))
                .toList();
    }

    private static boolean removes(Event event) {
        return event.content() == Content.JSON && event.data().strip().equals("null");
    }

    private static long bytes(Event event) {
        return utf8Bytes(event.key()) + utf8Bytes(event.type()) + utf8Bytes(event.data());
    }

    /** Without making them, and of text without lone surrogates. */
    private static long utf8Bytes(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LatestByKey latest && latest.events.equals(events);
    }

    @Override
    public int hashCode() {
        return events.hashCode();
    }
}
