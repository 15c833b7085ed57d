package dev.weir.access;

import dev.weir.wire.TopicName;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Decides whether a request may act on a topic. Every route asks, and nothing else decides.
 *
 * <p>Deciding does no I/O and does not wait: tokens, when they come, are verified with keys that are already in memory
 * (a key set is refreshed beside requests, not within one), and tickets carry what they grant.
 */
@FunctionalInterface
public interface Access {

    /** The subject of a caller who did not say who it is. */
    String ANONYMOUS = "anonymous";

    Decision decide(HttpRequest request, Action action, TopicName topic);

    /** {@code auth.mode = none}: anyone may do anything. For development; {@code serve} then binds to loopback only. */
    static Access open() {
        var allowed = new Decision.Allowed(ANONYMOUS);
        return (request, action, topic) -> allowed;
    }
}
