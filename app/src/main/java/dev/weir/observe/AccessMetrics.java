package dev.weir.observe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the keys for tokens, and of revocations. From any thread. */
public final class AccessMetrics {

    private static final String FETCHES = "Tries to fetch auth.jwks-url";

    private final LongAdder keySetsFetched = new LongAdder();
    private final LongAdder keySetsFailed = new LongAdder();
    private final LongAdder revocationsUnread = new LongAdder();

    AccessMetrics(MeterRegistry registry) {
        counter(registry, "sse.key.set.fetches", FETCHES, Tags.of("outcome", "fetched"), keySetsFetched);
        counter(registry, "sse.key.set.fetches", FETCHES, Tags.of("outcome", "failed"), keySetsFailed);
        var help = "Looks at the revocations of all nodes that failed";
        counter(registry, "sse.revocation.read.failures", help, Tags.empty(), revocationsUnread);
    }

    public void keySetFetched() {
        keySetsFetched.increment();
    }

    public void keySetFailed() {
        keySetsFailed.increment();
    }

    public void revocationsUnread() {
        revocationsUnread.increment();
    }

    private static void counter(MeterRegistry registry, String name, String help, Tags tags, LongAdder value) {
        FunctionCounter.builder(name, value, LongAdder::sum)
                .description(help)
                .tags(tags)
                .register(registry);
    }
}
