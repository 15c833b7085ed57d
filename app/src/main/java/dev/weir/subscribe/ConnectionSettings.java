package dev.weir.subscribe;

import java.time.Duration;

/**
 * The settings under {@code weir.connections}, checked by whoever read them.
 *
 * @param max streams on this node
 * @param heartbeat the longest silence on a stream
 * @param idleTimeout how long a stream lives without an event
 * @param stallTimeout how long a client may take nothing while bytes wait for it
 * @param lifetime the longest a stream lives
 * @param bufferBytes the socket's send buffer; the server applies it, since nothing else is buffered for a connection
 * @param retryMin the shortest {@code retry:}
 * @param retryMax the longest {@code retry:}, on a full node
 * @param drainTime over which the streams of a leaving node are ended
 * @param nodeName what {@code stream-open} calls this node
 */
public record ConnectionSettings(
        int max,
        Duration heartbeat,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration lifetime,
        int bufferBytes,
        Duration retryMin,
        Duration retryMax,
        Duration drainTime,
        String nodeName) {}
