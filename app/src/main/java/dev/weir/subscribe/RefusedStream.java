package dev.weir.subscribe;

import dev.weir.admission.Seat;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;

/**
 * A stream or poll that was asked for and not opened.
 *
 * @param end what a client is told that could not read the refusal
 * @param retryMillis when it may try again
 */
public record RefusedStream(Seat seat, Refusal refusal, StreamEnd end, long retryMillis) {}
