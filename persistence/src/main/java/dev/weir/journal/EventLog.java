package dev.weir.journal;

import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The read side of the journal: committed events of one topic, in order, a page at a time.
 *
 * <p>Reads have connections of their own and a bound on how many run at once; what is asked beyond that waits, and
 * beyond a bound of waiters fails with {@link JournalUnavailable}, so that catching up never starves publishing. Equal
 * pages that are asked for at once are read once.
 */
public interface EventLog {

    /**
     * Events of the head's epoch with a sequence number above {@code afterSeq}, consecutive, at most {@code limit} of
     * them and about 1 MiB of data, but at least one if there is one. May hold events newer than the head. Empty only
     * when nothing followed when the page was read; since equal pages are shared, that may have begun just before this
     * call, so whoever knows of a later event asks again. Begins later than at {@code afterSeq + 1} when what was there has
     * been pruned.
     *
     * <p>Fails with {@link JournalUnavailable} when PostgreSQL does not answer.
     */
    CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit);

    /**
     * The sequence number after which a reader starts who wants what happened at {@code time} or later: that of the last
     * retained event before it, or {@code head.earliest - 1}.
     */
    CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time);
}
