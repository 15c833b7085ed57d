package dev.weir.access;

import dev.weir.wire.Refusal;
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

    /** Never fails: who brings this ticket, whatever else the request says. */
    default Caller ticketHolder(String ticket) {
        return new Caller.Nobody(new Decision.Denied(
                Refusal.INVALID_TOKEN, "ticket: not taken here (expected: a token in Authorization)"));
    }

    /** {@code auth.mode = none}: anyone may do anything. For development; {@code serve} then binds to loopback only. */
    static Access open() {
        var anyone = new Caller.Anyone();
        return new Access() {
            @Override
            public Caller caller(HttpRequest request) {
                return anyone;
            }

            @Override
            public Caller ticketHolder(String ticket) {
                return anyone;
            }
        };
    }
}
