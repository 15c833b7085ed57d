package dev.weir.subscribe;

import dev.weir.admission.AdmissionSettings;
import java.time.Duration;

/**
 * The settings under {@code weir.connections}, checked by whoever read them.
 *
 * @param heartbeat the longest silence on a stream
 * @param heartbeatMin the shortest that heartbeats are adapted to
 * @param idleTimeout how long a stream lives without an event
 * @param stallTimeout how long a client may take nothing while bytes wait for it
 * @param lifetime the longest a stream lives
 * @param bufferBytes the socket's send buffer; the server applies it, since nothing else is buffered for a connection
 * @param nodeName what {@code stream-open} calls this node
 */
public record ConnectionSettings(
        AdmissionSettings admission,
        Duration heartbeat,
        Duration heartbeatMin,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration lifetime,
        int bufferBytes,
        String nodeName) {}
