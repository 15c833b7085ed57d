package dev.weir.journal;

import dev.weir.wire.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a topic, one row each. All kinds that the contract will need are here from the first version on, and
 * {@link JournalSerializer} pins their bytes.
 */
public sealed interface JournalEntry {

    /**
     * An event, and the idempotency mark when a keyed unit of drafts begins with it.
     *
     * @param mark null for an event without a key, and for all but the first event of a batch under one key
     */
    record Appended(Event event, @Nullable KeyMark mark) implements JournalEntry {}

    /** The topic was created, or its settings changed. */
    record Configured(TopicConfiguration configuration, Instant time) implements JournalEntry {}

    /** No event will follow in this epoch. */
    record Closed(Instant time) implements JournalEntry {}

    /**
     * The history before this row is over: sequence numbers start at 1 again under {@code epoch}.
     *
     * @param epoch above the one before
     */
    record EpochRaised(long epoch, Cause cause, Instant time) implements JournalEntry {}

    /** Why an epoch ended. */
    enum Cause {
        /** The topic was deleted: its configuration went with it. */
        DELETED,
        /** The database was restored from a backup: events that readers have seen may be missing. */
        RESTORED
    }
}
