package dev.weir.journal;

import java.util.ArrayList;

/**
 * The bytes of a topic's snapshot.
 *
 * <pre>
 * state/1  row epoch epochRow earliest last lastTimeMillis flags createdMillis configuration
 *          keyCount {mark first}…                                          flags: 1 exists, 2 closed
 * </pre>
 */
final class SnapshotFormat {

    static final String STATE = "state/1";

    private static final int EXISTS = 1;
    private static final int CLOSED = 2;
    private static final int HEAD_BYTES = 96;
    private static final int KEY_BYTES = 2 * Fingerprint.BYTES + 8;

    private SnapshotFormat() {}

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
        return out.toBytes();
    }

    static TopicState read(byte[] bytes) {
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
                RecentKeys.of(uses));
    }
}
