package dev.weir.admission;

import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;

/**
 * Why there is no seat.
 *
 * @param detail a sentence for the caller: what is taken, and what the bound is
 */
public record SeatRefusal(Refusal refusal, String detail) {

    /** Whether it is for want of room on the node, and not for a limit of the caller's own. */
    public boolean ofNode() {
        return refusal == Refusal.NODE_FULL;
    }

    /** What a client is told that could not read a refusal. */
    public StreamEnd end() {
        return ofNode() ? StreamEnd.OVERLOAD : StreamEnd.RATE;
    }
}
