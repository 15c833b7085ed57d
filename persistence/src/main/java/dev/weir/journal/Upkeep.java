package dev.weir.journal;

import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a topic does from time to time: it looks which events have become too old, and has rows deleted that neither
 * readers nor a recovery want, one batch after the other; and when it was idle it looks whether another has written, which
 * it would else learn by its next commit only.
 *
 * <p>Rows go one look later than they stopped being announced, so that the nodes that read have heard of it. Part of the
 * entity, called by its thread only.
 */
final class Upkeep {

    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private static final int ROWS_MAX = 5_000;
    private static final int ROWS_MIN = 50;

    /** After a batch that failed, perhaps because its rows are large and it took too long. */
    private static final int SHRINK = 4;

    private static final int GROW = 2;

    /** Look what has become old, and what may go. */
    record Look() implements TopicCommand.Internal {}

    /** @param last everything up to it is too old; meaningless after a failure */
    record Searched(long epoch, long last, @Nullable Throwable failure) implements TopicCommand.Internal {}

    /** @param count null after a failure */
    record Pruned(
            long throughRow,
            int rowsMax,
            @Nullable Integer count,
            @Nullable Throwable failure) implements TopicCommand.Internal {}

    /** @param last meaningless after a failure */
    record LastRow(long last, @Nullable Throwable failure) implements TopicCommand.Internal {}

    private final ActorContext<TopicCommand> context;
    private final TopicParts parts;
    private final Retained retained;

    private boolean searching;
    private boolean counting;
    private long rowAtLastLook;
    private boolean pruning;
    private long snapshotRow;
    private long mayGoThrough;
    private long goneThrough;
    private int rowsMax = ROWS_MAX;

    Upkeep(ActorContext<TopicCommand> context, TopicParts parts, Retained retained, TopicRows.Facts facts) {
        this.context = context;
        this.parts = parts;
        this.retained = retained;
        this.snapshotRow = facts.snapshotRow();
        this.goneThrough = Math.max(0, facts.firstRow() - 1);
    }

    void look(TopicState state) {
        var head = retained.head(state);
        var age = retained.retention(state).age();
        if (!searching && !head.isEmpty() && !retained.retention(state).keepsForever()) {
            searching = true;
            context.pipeToSelf(
                    parts.rows().lastOlderThan(parts.topic(), head, before(age)),
                    (last, failure) -> new Searched(head.epoch(), last == null ? 0 : last, failure));
        }
        prune();
        mayGoThrough = goesThrough(head);
        lookForAnother(state);
    }

    /** Its own next commit would tell the topic as well, and fail. */
    private void lookForAnother(TopicState state) {
        boolean idle = state.row() == rowAtLastLook;
        rowAtLastLook = state.row();
        if (idle && !counting) {
            counting = true;
            context.pipeToSelf(
                    parts.rows().lastRow(parts.topic()),
                    (last, failure) -> new LastRow(last == null ? 0 : last, failure));
        }
    }

    /**
     * A node that was paused or cut off wakes up, takes itself for the owner still, and stores an event before it learns better.
     *
     * @throws BehindOtherWriter when there are rows that this topic does not know: it then starts again, and knows them
     */
    void lastRow(LastRow found, long known) {
        counting = false;
        if (found.failure != null) {
            parts.observer().failed();
            log.warn("topic {}: its last row cannot be read; trying again", parts.topic(), found.failure);
        } else if (found.last > known) {
            parts.observer().supervised("topic", parts.topic().text(), "restart", "rows of another writer");
            throw new BehindOtherWriter(parts.topic(), known, found.last);
        }
    }

    /** True when the announced head has changed. */
    boolean searched(Searched searched, TopicState state) {
        searching = false;
        if (searched.failure != null) {
            parts.observer().failed();
            log.warn("topic {}: its old events cannot be looked for; trying again", parts.topic(), searched.failure);
            return false;
        }
        long before = retained.head(state).earliest();
        retained.raise(searched.epoch, searched.last + 1);
        return retained.head(state).earliest() > before;
    }

    /** A recovery needs no rows up to this one from now on. */
    void snapshotStored(long row) {
        snapshotRow = Math.max(snapshotRow, row);
    }

    void pruned(Pruned pruned) {
        pruning = false;
        var count = pruned.count;
        if (count == null) {
            parts.observer().failed();
            log.warn("topic {}: its old rows cannot be deleted; trying again", parts.topic(), pruned.failure);
            rowsMax = Math.max(ROWS_MIN, rowsMax / SHRINK);
            return;
        }
        parts.observer().pruned(count);
        rowsMax = Math.min(ROWS_MAX, rowsMax * GROW);
        if (count < pruned.rowsMax) {
            goneThrough = Math.max(goneThrough, pruned.throughRow);
        }
        prune();
    }

    private void prune() {
        long through = Math.min(mayGoThrough, snapshotRow - 1);
        if (pruning || through <= goneThrough) {
            return;
        }
        pruning = true;
        int most = rowsMax;
        context.pipeToSelf(
                parts.rows().prune(parts.topic(), through, most),
                (count, failure) -> new Pruned(through, most, count, failure));
    }

    /** An event lies at its row or above, so nothing up to here is announced. */
    private static long goesThrough(TopicHead head) {
        return head.epochRow() + head.earliest() - 1;
    }

    private Instant before(Duration age) {
        var now = parts.clock().instant();
        return age.compareTo(Duration.between(Instant.EPOCH, now)) > 0 ? Instant.EPOCH : now.minus(age);
    }
}
