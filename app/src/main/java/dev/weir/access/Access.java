package dev.weir.access;

import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Says who sends a request. Every route asks once a request, and nothing else decides who may.
 *
 * <p>Answering does no I/O and does not wait: tokens are verified with keys that are already in memory (a key set is
 * refreshed beside requests, not within one).
 */
@FunctionalInterface
public interface Access {

    /** The subject of a caller who did not say who it is. */
    String ANONYMOUS = "anonymous";

    /** Never fails: who is not known is a caller too, who may nothing. */
    Caller caller(HttpRequest request);

    /** {@code auth.mode = none}: anyone may do anything. For development; {@code serve} then binds to loopback only. */
    static Access open() {
        var anyone = new Caller.Anyone();
        return request -> anyone;
    }
}
