package dev.weir.journal;

import dev.weir.topic.Retention;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;

/**
 * The oldest event that a topic announces. It only moves on, whatever becomes of settings and clocks, and no entry is
 * written for it: after a restart it is where the rows begin, or later by what the settings say then.
 *
 * <p>Never below what was pruned: rows go only when they have been below it, see {@link TopicRows}. Not thread-safe.
 */
final class Retained {

    private final Retention defaults;
    private long epoch;
    private long earliest;

    /** @param first the oldest event that is stored; {@link Position#START} when there is none or nobody knows */
    Retained(Retention defaults, Position first) {
        this.defaults = defaults;
        this.epoch = first.epoch();
        this.earliest = first.seq();
    }

    /** What applies to the topic. */
    Retention retention(TopicState state) {
        return state.configuration().retention(defaults);
    }

    /** The head to announce. */
    TopicHead head(TopicState state) {
        var head = state.head();
        long byEvents =
                retention(state).keepsAll() ? 1 : head.last() - retention(state).events() + 1;
        raise(head.epoch(), Math.max(head.earliest(), byEvents));
        return new TopicHead(head.epoch(), head.epochRow(), earliest, head.last(), head.closed());
    }

    /** The events before {@code seq} of this epoch are no longer announced. */
    void raise(long ofEpoch, long seq) {
        if (ofEpoch > epoch) {
            epoch = ofEpoch;
            earliest = seq;
        } else if (ofEpoch == epoch) {
            earliest = Math.max(earliest, seq);
        }
    }
}
