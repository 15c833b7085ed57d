package dev.weir.server;

import java.time.Duration;

/**
 * How long a connection may say nothing that is a whole request head.
 *
 * @param first since it was opened, with all that comes before the request, as TLS's handshake
 * @param next since the answer before was handed over
 */
record Patience(Duration first, Duration next) {

    /** What was waited for in vain. */
    enum Waiting {
        FIRST,
        NEXT
    }
}
