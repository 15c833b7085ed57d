package dev.weir.topic;

import dev.weir.wire.Refusal;
import java.util.List;

/** Every way in which a publish can end. */
public sealed interface PublishReply extends ClusterMessage {

    /**
     * Committed, or found to have been committed before.
     *
     * <p>The drafts that are not among {@code replays} were stored now, in their order, as {@code first},
     * {@code first + 1} and so on.
     *
     * @param epoch of all sequence numbers here
     * @param first the first sequence number stored now; 0 when {@code count} is 0
     * @param count how many drafts were stored now
     * @param created whether the topic came to exist by it
     * @param replays the drafts whose idempotency key had been seen, in the order of the drafts
     */
    record Published(long epoch, long first, int count, boolean created, List<Replay> replays)
            implements PublishReply {}

    /**
     * @param index of the draft in the request, from 0
     * @param seq under which it was stored then
     */
    record Replay(int index, long seq) {}

    /**
     * Nothing was stored, unless the refusal is {@link Refusal#OUTCOME_UNKNOWN}.
     *
     * @param detail a sentence for the publisher: the value and what was expected
     */
    record Refused(Refusal refusal, String detail) implements PublishReply {}
}
