package dev.weir.admission;

import dev.weir.http.TrustedProxies;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What one client may do on this node, for each thing that costs: {@code weir.limits}. Thread-safe. */
public final class ClientLimits {

    private final TrustedProxies proxies;
    private final RateLimit publish;
    private final RateLimit connect;
    private final RateLimit poll;
    private final RateLimit newTopics;
    private final RateLimit catchUp;

    /** @param nanoTime only counts, like {@link System#nanoTime} */
    public ClientLimits(LimitSettings settings, TrustedProxies proxies, LongSupplier nanoTime, LimitObserver observer) {
        this.proxies = proxies;
        var second = Duration.ofSeconds(1);
        publish = new RateLimit("publish-rate", settings.publishRate(), second, nanoTime, observer);
        connect = new RateLimit("connect-rate", settings.connectRate(), second, nanoTime, observer);
        poll = new RateLimit("poll-rate", settings.pollRate(), second, nanoTime, observer);
        newTopics = new RateLimit("new-topics", settings.newTopics(), Duration.ofHours(1), nanoTime, observer);
        catchUp = new RateLimit("catch-up-bytes", settings.catchUpBytes(), Duration.ofMinutes(1), nanoTime, observer);
    }

    /** Limits nothing. */
    public static ClientLimits none() {
        return new ClientLimits(LimitSettings.NONE, TrustedProxies.NONE, System::nanoTime, LimitObserver.NONE);
    }

    /**
     * Whom limits count by.
     *
     * @param subject of the request's token; null for one that says nothing
     */
    public String client(HttpRequest request, @Nullable String subject) {
        return subject == null ? proxies.clientOf(request).network() : named(subject);
    }

    /** As {@link #client}, of a stream. */
    public static String client(Seat seat) {
        var subject = seat.subject();
        return subject == null ? seat.client().network() : named(subject);
    }

    /** In events. */
    public RateLimit publish() {
        return publish;
    }

    /** In streams asked for, and tickets. */
    public RateLimit connect() {
        return connect;
    }

    /** In polls, and reads of topics. */
    public RateLimit poll() {
        return poll;
    }

    /** In topics made. */
    public RateLimit newTopics() {
        return newTopics;
    }

    /** In bytes read from the journal. */
    public RateLimit catchUp() {
        return catchUp;
    }

    /** No address begins like this. */
    private static String named(String subject) {
        return "sub:" + subject;
    }
}
