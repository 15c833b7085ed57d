package dev.weir.journal;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The bytes of each kind of journal entry. A manifest names kind and version; its bytes never change, a new layout gets
 * a new manifest, and every manifest ever written stays readable.
 *
 * <pre>
 * event/1       epoch seq timeMillis flags [type] [key] [mark] data…      flags: 1 JSON, 2 type, 4 key, 8 mark
 *               mark = key fingerprint, content fingerprint, count
 * configured/1  timeMillis keyed retentionEvents? retentionAgeSeconds?    ? = 0 for absent, else the number + 1
 * closed/1      timeMillis
 * epoch/1       epoch cause timeMillis                                    cause: 0 deleted, 1 restored
 * </pre>
 */
final class EntryFormat {

    static final String EVENT = "event/1";
    static final String CONFIGURED = "configured/1";
    static final String CLOSED = "closed/1";
    static final String EPOCH = "epoch/1";

    private static final int JSON = 1;
    private static final int TYPE = 2;
    private static final int KEY = 4;
    private static final int MARK = 8;

    /** What an event takes beyond its texts, at most: numbers, flags and a mark. */
    private static final int OVERHEAD_BYTES = 80;

    /** {@code forever} in seconds does not survive adding one. */
    private static final long FOREVER = Long.MAX_VALUE - 1;

    /** Bytes of an event that hold its position and its time: three numbers. */
    static final int PLACE_BYTES = 30;

    record Place(Position position, Instant time) {}

    private EntryFormat() {}

    static String manifest(JournalEntry entry) {
        if (entry instanceof Appended) {
            return EVENT;
        }
        if (entry instanceof Configured) {
            return CONFIGURED;
        }
        if (entry instanceof Closed) {
            return CLOSED;
        }
        if (entry instanceof EpochRaised) {
            return EPOCH;
        }
        throw new AssertionError("unreachable: " + entry.getClass());
    }

    static byte[] write(JournalEntry entry) {
        if (entry instanceof Appended appended) {
            return writeEvent(appended);
        }
        if (entry instanceof Configured configured) {
            var out = new EntryWriter(OVERHEAD_BYTES).number(millis(configured.time()));
            writeConfiguration(out, configured.configuration());
            return out.toBytes();
        }
        if (entry instanceof Closed closed) {
            return new EntryWriter(OVERHEAD_BYTES).number(millis(closed.time())).toBytes();
        }
        if (entry instanceof EpochRaised raised) {
            return new EntryWriter(OVERHEAD_BYTES)
                    .number(raised.epoch())
                    .octet(raised.cause() == Cause.DELETED ? 0 : 1)
                    .number(millis(raised.time()))
                    .toBytes();
        }
        throw new AssertionError("unreachable: " + entry.getClass());
    }

    static JournalEntry read(String manifest, byte[] bytes) {
        var in = new EntryReader(bytes);
        return switch (manifest) {
            case EVENT -> readEvent(in);
            case CONFIGURED -> {
                var time = instant(in.number());
                yield new Configured(readConfiguration(in), time);
            }
            case CLOSED -> new Closed(instant(in.number()));
            case EPOCH ->
                new EpochRaised(in.number(), in.octet() == 0 ? Cause.DELETED : Cause.RESTORED, instant(in.number()));
            default ->
                throw new IllegalArgumentException("journal manifest: " + manifest
                        + " (expected: one that this version knows; was a newer one run?)");
        };
    }

    static void writeConfiguration(EntryWriter out, TopicConfiguration configuration) {
        var events = configuration.retentionEvents();
        var age = configuration.retentionAge();
        out.octet(configuration.keyed() ? 1 : 0);
        out.optionalNumber(events == null ? null : Math.min(FOREVER, events));
        out.optionalNumber(age == null ? null : Math.min(FOREVER, age.toSeconds()));
    }

    static TopicConfiguration readConfiguration(EntryReader in) {
        boolean keyed = in.octet() == 1;
        var events = in.optionalNumber();
        var seconds = in.optionalNumber();
        return new TopicConfiguration(
                events == null ? null : events == FOREVER ? Long.MAX_VALUE : events,
                seconds == null ? null : seconds == FOREVER ? TopicConfiguration.FOREVER : Duration.ofSeconds(seconds),
                keyed);
    }

    static void writeMark(EntryWriter out, KeyMark mark) {
        out.fingerprint(mark.key()).fingerprint(mark.content()).number(mark.count());
    }

    static KeyMark readMark(EntryReader in) {
        return new KeyMark(in.fingerprint(), in.fingerprint(), in.smallNumber());
    }

    static long millis(Instant time) {
        return time.toEpochMilli();
    }

    static Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private static byte[] writeEvent(Appended appended) {
        var event = appended.event();
        var type = event.type();
        var key = event.key();
        var mark = appended.mark();
        int flags = (event.content() == Content.JSON ? JSON : 0)
                | (type == null ? 0 : TYPE)
                | (key == null ? 0 : KEY)
                | (mark == null ? 0 : MARK);
        var out = new EntryWriter(OVERHEAD_BYTES + event.data().length() + (type == null ? 0 : type.length()))
                .number(event.position().epoch())
                .number(event.seq())
                .number(millis(event.time()))
                .octet(flags);
        if (type != null) {
            out.text(type);
        }
        if (key != null) {
            out.text(key);
        }
        if (mark != null) {
            writeMark(out, mark);
        }
        return out.raw(event.data().getBytes(StandardCharsets.UTF_8)).toBytes();
    }

    /** Where an event is and when it was numbered, by the first {@link #PLACE_BYTES} of its bytes or all of them. */
    static Place readPlace(byte[] start) {
        var in = new EntryReader(start);
        return new Place(new Position(in.number(), in.number()), instant(in.number()));
    }

    static Appended readEvent(EntryReader in) {
        var position = new Position(in.number(), in.number());
        var time = instant(in.number());
        int flags = in.octet();
        var type = (flags & TYPE) == 0 ? null : in.text();
        var key = (flags & KEY) == 0 ? null : in.text();
        var mark = (flags & MARK) == 0 ? null : readMark(in);
        var content = (flags & JSON) == 0 ? Content.TEXT : Content.JSON;
        return new Appended(new Event(position, time, content, in.rest(), type, key), mark);
    }
}
