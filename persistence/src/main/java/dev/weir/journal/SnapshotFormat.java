package dev.weir.journal;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.wire.Event;
import java.util.ArrayList;

/**
 * The bytes of a topic's snapshot.
 *
 * <pre>
 * state/1  row epoch epochRow earliest last lastTimeMillis flags createdMillis configuration
 *          keyCount {mark first}…                                          flags: 1 exists, 2 closed
 * state/2  as state/1, then entryCount {length event/1}…
 * </pre>
 */
final class SnapshotFormat {

    /** Written while there is nothing in it that the version before could not read. */
    static final String STATE = "state/1";

    static final String STATE_WITH_LATEST = "state/2";

    private static final int EXISTS = 1;
    private static final int CLOSED = 2;
    private static final int HEAD_BYTES = 96;
    private static final int KEY_BYTES = 2 * Fingerprint.BYTES + 8;

    private SnapshotFormat() {}

    static boolean isState(String manifest) {
        return manifest.equals(STATE) || manifest.equals(STATE_WITH_LATEST);
    }

    static String manifest(TopicState state) {
        return state.latest().size() == 0 ? STATE : STATE_WITH_LATEST;
    }

    static byte[] write(TopicState state) {
        var uses = state.keys().inOrder();
        var out = new EntryWriter(HEAD_BYTES + uses.size() * KEY_BYTES)
                .number(state.row())
                .number(state.epoch())
                .number(state.epochRow())
                .number(state.earliest())
                .number(state.last())
                .number(EntryFormat.millis(state.lastTime()))
                .octet((state.exists() ? EXISTS : 0) | (state.closed() ? CLOSED : 0))
                .number(EntryFormat.millis(state.created()));
        EntryFormat.writeConfiguration(out, state.configuration());
        out.number(uses.size());
        for (var use : uses) {
            EntryFormat.writeMark(out, use.mark());
            out.number(use.first());
        }
        if (manifest(state).equals(STATE_WITH_LATEST)) {
            writeLatest(out, state.latest());
        }
        return out.toBytes();
    }

    private static void writeLatest(EntryWriter out, LatestByKey latest) {
        out.number(latest.size());
        for (var event : latest.inOrder()) {
            byte[] entry = EntryFormat.write(new Appended(event, null));
            out.number(entry.length).raw(entry);
        }
    }

    private static LatestByKey readLatest(EntryReader in) {
        var events = new ArrayList<Event>();
        int count = in.smallNumber();
        for (int i = 0; i < count; i++) {
            byte[] entry = in.bytes(in.smallNumber());
            events.add(EntryFormat.readEvent(new EntryReader(entry)).event());
        }
        return LatestByKey.of(events);
    }

    static TopicState read(String manifest, byte[] bytes) {
        var in = new EntryReader(bytes);
        long row = in.number();
        long epoch = in.number();
        long epochRow = in.number();
        long earliest = in.number();
        long last = in.number();
        var lastTime = EntryFormat.instant(in.number());
        int flags = in.octet();
        var created = EntryFormat.instant(in.number());
        var configuration = EntryFormat.readConfiguration(in);
        int count = in.smallNumber();
        var uses = new ArrayList<RecentKeys.Use>();
        for (int i = 0; i < count; i++) {
            uses.add(new RecentKeys.Use(EntryFormat.readMark(in), in.number()));
        }
        return new TopicState(
                row,
                epoch,
                epochRow,
                earliest,
                last,
                lastTime,
                (flags & EXISTS) != 0,
                created,
                (flags & CLOSED) != 0,
                configuration,
                RecentKeys.of(uses),
                manifest.equals(STATE_WITH_LATEST) ? readLatest(in) : LatestByKey.none());
    }
}
