package dev.weir.subscribe;

import dev.weir.wire.StreamEnd;

/** How a {@link Connection} reaches its running {@link CursorSource}. From any thread; nothing once it has stopped. */
interface StreamControls {

    /** Send a heartbeat as soon as the client takes one; not more than one is kept waiting. */
    void heartbeat();

    /**
     * Finish the block that is under way, say good-bye and complete.
     *
     * @param retryMillis when the client should come back, if it should at all
     */
    void end(StreamEnd end, long retryMillis);

    /** Break the connection off, without a good-bye. */
    void abort();

    /** The answer to {@link StreamListener#joinWanted}. */
    void proceed(StreamPlan plan);
}
