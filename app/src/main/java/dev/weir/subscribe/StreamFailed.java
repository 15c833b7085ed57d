package dev.weir.subscribe;

import dev.weir.wire.StreamEnd;
import org.jspecify.annotations.Nullable;

/** Why a {@link Connection} failed. Thrown for what happens every day, so it has no stack. */
final class StreamFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable StreamEnd end;

    private StreamFailed(String message, @Nullable StreamEnd end) {
        super(message, null, false, false);
        this.end = end;
    }

    /** The server gave the client up. */
    static StreamFailed because(StreamEnd end) {
        return new StreamFailed(end.reason(), end);
    }

    /** Something that must not happen did. */
    static StreamFailed broken(String what) {
        return new StreamFailed(what, null);
    }

    Ending ending() {
        return end == null ? new Ending.Broken() : new Ending.Ended(end);
    }
}
