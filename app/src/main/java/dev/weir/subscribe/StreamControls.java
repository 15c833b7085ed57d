package dev.weir.subscribe;

import dev.weir.wire.Gap;
import dev.weir.wire.StreamEnd;
import org.jspecify.annotations.Nullable;

/** How a {@link Connection} reaches its running {@link CursorSource} or {@link PollSource}. From any thread; nothing once it has stopped. */
interface StreamControls {

    /** Send a heartbeat as soon as the client takes one; not more than one is kept waiting. */
    void heartbeat();

    /**
     * Finish the block that is under way, say good-bye and complete.
     *
     * @param retryMillis when the client should come back, if it should at all
     */
    void end(StreamEnd end, long retryMillis);

    /** The client has left: complete, and say so. */
    void leave();

    /** Break the connection off, without a good-bye. */
    void abort();

    /**
     * The answer to {@link StreamListener#joinWanted}.
     *
     * @param gap what the client misses in that topic; null when nothing
     */
    void proceed(StreamPlan plan, @Nullable Gap gap);
}
