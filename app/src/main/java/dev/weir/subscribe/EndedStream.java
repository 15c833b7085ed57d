package dev.weir.subscribe;

import java.time.Instant;

/**
 * A stream that is over.
 *
 * @param last what it was like at its end
 */
public record EndedStream(StreamView last, Ending ending, Instant at) {}
