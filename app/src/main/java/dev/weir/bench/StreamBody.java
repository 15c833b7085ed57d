package dev.weir.bench;

import java.nio.ByteBuffer;

/** Reads what is inside a response, without its framing, cut anywhere. */
@FunctionalInterface
public interface StreamBody {

    /** @param buffer little-endian; bytes {@code from} to {@code to} are the next ones, and are not there afterwards */
    void bytes(ByteBuffer buffer, int from, int to);
}
