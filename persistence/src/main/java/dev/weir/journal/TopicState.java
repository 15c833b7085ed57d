package dev.weir.journal;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.topic.TopicHead;
import java.time.Instant;

/**
 * All that a topic remembers between two commands. Immutable: entries are applied before they are committed, and a
 * commit that fails must leave nothing behind.
 *
 * @param row the journal row of the last entry applied; every entry takes one
 * @param epoch 0 while nothing was ever stored
 * @param epochRow the row before the epoch's first
 * @param earliest 1: what retention has taken away since is no entry, see {@link Retained}
 * @param last the newest sequence number of the epoch
 * @param lastTime never goes back, whatever the clocks do
 * @param exists false before the first entry, and after a deletion until something is stored again
 * @param latest empty unless the topic is keyed; stays when a restore raises the epoch, since it is all that is left then
 * @param created when it came to exist; {@link Instant#EPOCH} while it does not
 */
public record TopicState(
        long row,
        long epoch,
        long epochRow,
        long earliest,
        long last,
        Instant lastTime,
        boolean exists,
        Instant created,
        boolean closed,
        TopicConfiguration configuration,
        RecentKeys keys,
        LatestByKey latest) {

    /** A topic of which nothing was ever stored. */
    public static final TopicState EMPTY = new TopicState(
            0,
            0,
            0,
            1,
            0,
            Instant.EPOCH,
            false,
            Instant.EPOCH,
            false,
            TopicConfiguration.DEFAULT,
            RecentKeys.none(),
            LatestByKey.none());

    /**
     * The state after one more row.
     *
     * @param keysMax the idempotency window
     * @throws IllegalStateException when the entry cannot follow this state: the journal is damaged
     */
    public TopicState after(JournalEntry entry, int keysMax) {
        if (entry instanceof Appended appended) {
            return afterAppended(appended, keysMax);
        }
        if (entry instanceof Configured configured) {
            return afterConfigured(configured);
        }
        if (entry instanceof Closed closedAt) {
            return afterClosed(closedAt);
        }
        if (entry instanceof EpochRaised raised) {
            return afterEpochRaised(raised);
        }
        throw new AssertionError("unreachable: " + entry.getClass());
    }

    /** The epoch that an event stored now would belong to. */
    public long epochForNext() {
        return Math.max(1, epoch);
    }

    /** How far the topic reaches, for readers. */
    public TopicHead head() {
        return new TopicHead(epoch, epochRow, earliest, last, closed);
    }

    private TopicState afterAppended(Appended appended, int keysMax) {
        var event = appended.event();
        if (event.position().epoch() != epochForNext() || event.seq() != last + 1) {
            throw new IllegalStateException("row " + (row + 1) + ": event " + event.position() + " (expected: "
                    + epochForNext() + "-" + (last + 1) + ")");
        }
        var mark = appended.mark();
        var keysAfter = mark == null ? keys : keys.with(new RecentKeys.Use(mark, event.seq()), keysMax);
        return new TopicState(
                row + 1,
                event.position().epoch(),
                epochRow,
                earliest,
                event.seq(),
                event.time(),
                true,
                exists ? created : event.time(),
                closed,
                configuration,
                keysAfter,
                configuration.keyed() ? latest.with(event) : latest);
    }

    private TopicState afterConfigured(Configured configured) {
        return existing(configured.time(), closed, configured.configuration());
    }

    private TopicState afterClosed(Closed closedAt) {
        return existing(closedAt.time(), true, configuration);
    }

    /** After a row that is no event, and with which the topic exists at the latest. */
    private TopicState existing(Instant time, boolean closedNow, TopicConfiguration configurationNow) {
        return new TopicState(
                row + 1,
                epochForNext(),
                epochRow,
                earliest,
                last,
                later(time),
                true,
                exists ? created : time,
                closedNow,
                configurationNow,
                keys,
                latest);
    }

    private TopicState afterEpochRaised(EpochRaised raised) {
        if (raised.epoch() <= epoch) {
            throw new IllegalStateException(
                    "row " + (row + 1) + ": epoch " + raised.epoch() + " (expected: above " + epoch + ")");
        }
        boolean stays = exists && raised.cause() == Cause.RESTORED;
        return new TopicState(
                row + 1,
                raised.epoch(),
                row + 1,
                1,
                0,
                later(raised.time()),
                stays,
                stays ? created : Instant.EPOCH,
                stays && closed,
                stays ? configuration : TopicConfiguration.DEFAULT,
                RecentKeys.none(),
                stays ? latest : LatestByKey.none());
    }

    private Instant later(Instant time) {
        return time.isAfter(lastTime) ? time : lastTime;
    }
}
