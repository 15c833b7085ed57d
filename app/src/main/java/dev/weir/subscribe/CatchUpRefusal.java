package dev.weir.subscribe;

import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import org.jspecify.annotations.Nullable;

/**
 * Why a newcomer that would have to read from the journal is sent away.
 *
 * @param end what a client is told that could not read the refusal
 */
record CatchUpRefusal(Refusal refusal, String detail, StreamEnd end) {

    /**
     * Null when it may.
     *
     * @param client whom limits count by
     */
    static @Nullable CatchUpRefusal of(Surroundings surroundings, String client) {
        if (surroundings.turns().full()) {
            return new CatchUpRefusal(
                    Refusal.NODE_BUSY,
                    "catching up: too many streams wait for their turn (expected: another try later)",
                    StreamEnd.OVERLOAD);
        }
        var allowance = surroundings.limits().catchUp().check(client);
        return allowance.exceeded() ? new CatchUpRefusal(Refusal.TOO_FAST, allowance.detail(), StreamEnd.RATE) : null;
    }
}
