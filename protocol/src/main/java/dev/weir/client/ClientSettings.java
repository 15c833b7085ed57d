package dev.weir.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with, and what all its streams and publishes share.
 *
 * @param server without a slash at its end, a query or a fragment
 * @param executor runs mailboxes; it has a thread for each one that may block
 * @param random draws from 0 to 1
 */
record ClientSettings(
        URI server,
        ReconnectPolicy policy,
        Duration publishTimeLimit,
        Supplier<@Nullable String> token,
        List<Header> headers,
        boolean gzip,
        int eventBytesMax,
        HttpClient http,
        Executor executor,
        Timers timers,
        DoubleSupplier random) {

    /** A header of the caller's own. */
    record Header(String name, String value) {}

    Backoff backoff() {
        return new Backoff(policy, random);
    }
}
