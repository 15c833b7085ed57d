package dev.weir.topic;

import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Refusal;

/** A sink that could not go on: what was refused, for good or for longer than it is tried again. */
public final class PublishFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;
    private final long acknowledged;

    PublishFailed(Refused refused, long acknowledged) {
        super(refused.refusal() + " after " + acknowledged + " acknowledged drafts: " + refused.detail());
        this.refusal = refused.refusal();
        this.acknowledged = acknowledged;
    }

    /** {@link Refusal#OUTCOME_UNKNOWN} when drafts behind the acknowledged ones may have been stored. */
    public Refusal refusal() {
        return refusal;
    }

    /** The first so many drafts that the sink took are stored. */
    public long acknowledged() {
        return acknowledged;
    }
}
