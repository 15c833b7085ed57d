package dev.weir.client;

import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * A Weir server, or a proxy in front of some, as a Java program sees it. Thread-safe; one is enough for a program.
 *
 * <p>Closing it ends its streams without another item and fails what is being published, both with an {@link
 * IllegalStateException}.
 */
public final class WeirClient implements AutoCloseable {

    private final ClientSettings settings;
    private final Requests requests;

    /** What is to be told of the close: as many as the caller has opened. */
    private final Set<StreamSubscription> streams = ConcurrentHashMap.newKeySet();

    private final Set<Publishing> publishes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private WeirClient(ClientSettings settings) {
        this.settings = settings;
        this.requests = new Requests(settings);
    }

    /** With all defaults. */
    public static WeirClient at(URI server) {
        return builder(server).build();
    }

    /** @param server scheme, host and port, and a path when a proxy serves Weir below one */
    public static Builder builder(URI server) {
        return new Builder(server);
    }

    /**
     * A stream for each subscriber, opened when it subscribes.
     *
     * <p>Completes when the server says that nothing more will come (204, or the end {@code topic-closed}); fails with
     * {@link StreamFailed} when it is over for another reason. Nothing is read from the socket without demand.
     */
    public Flow.Publisher<StreamItem> subscribe(StreamQuery query) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            var stream = new StreamSubscription(settings, requests, query, subscriber, streams::remove);
            streams.add(stream);
            stream.start();
            if (closed) {
                stream.closed();
            }
        };
    }

    /** {@link #subscribe} as a Pekko source: each materialization opens a stream of its own. */
    public Source<StreamItem, NotUsed> source(StreamQuery query) {
        return JavaFlowSupport.Source.fromPublisher(subscribe(query));
    }

    /**
     * Publishes one event, and tries again with the same idempotency key while no answer settles it.
     *
     * @param draft without a key it is given one
     * @return never fails but by {@link #close}
     * @throws IllegalArgumentException when it is text, which only headers can accompany, and its type or one of its
     *     keys is not ASCII
     */
    public CompletionStage<PublishResult> publish(TopicName topic, Draft draft) {
        return start(PublishForm.single(topic, draft));
    }

    /**
     * Publishes all or none of these, in this order; see {@link #publish}.
     *
     * @param drafts 1 to 10,000, all of them JSON; those without an idempotency key are given one
     * @throws IllegalArgumentException when they are not so
     */
    public CompletionStage<PublishResult> publishBatch(TopicName topic, List<Draft> drafts) {
        return start(PublishForm.batch(topic, drafts));
    }

    private CompletionStage<PublishResult> start(PublishForm form) {
        var publishing = new Publishing(settings, requests, form, publishes::remove);
        publishes.add(publishing);
        publishing.start();
        if (closed) {
            publishing.closed();
        }
        return publishing.result();
    }

    @Override
    public void close() {
        closed = true;
        streams.forEach(StreamSubscription::closed);
        publishes.forEach(Publishing::closed);
    }

    /** Settings of a client; each has a default. */
    public static final class Builder {

        private static final int EVENT_BYTES_LARGEST = 1 << 30;

        private final URI server;
        private final List<ClientSettings.Header> headers = new ArrayList<>();
        private ReconnectPolicy policy = ReconnectPolicy.DEFAULT;
        private Duration publishTimeLimit = Duration.ofSeconds(60);
        private Supplier<@Nullable String> token = () -> null;
        private boolean gzip;
        private int eventBytesMax = 16 << 20;
        private @Nullable HttpClient http;
        private Timers timers = new DaemonTimers();
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

        private Builder(URI server) {
            var scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
            boolean http = scheme.equals("http") || scheme.equals("https");
            boolean bare = server.getRawQuery() == null && server.getRawFragment() == null;
            if (!http || !bare || server.getHost() == null || server.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "server: " + server + " (expected: http or https, host, port and path alone)");
            }
            this.server = URI.create(server.toString().replaceAll("/+$", ""));
        }

        /** When streams are tried again and when they are given up, and how long publishes wait between tries. */
        public Builder reconnect(ReconnectPolicy policy) {
            this.policy = policy;
            return this;
        }

        /** How long a publish may be tried, from its first try; 60 s. */
        public Builder publishTimeLimit(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("publishTimeLimit: " + limit + " (expected: > 0)");
            }
            this.publishTimeLimit = limit;
            return this;
        }

        /** Asked for the token before each request; it goes into {@code Authorization: Bearer} of this server only. */
        public Builder token(Supplier<@Nullable String> token) {
            this.token = token;
            return this;
        }

        /** Another header for each request. */
        public Builder header(String name, String value) {
            // Refuses now what it would refuse later.
            var unused = HttpRequest.newBuilder(server).header(name, value);
            headers.add(new ClientSettings.Header(name, value));
            return this;
        }

        /** Whether to ask for compressed streams; false. */
        public Builder gzip(boolean wanted) {
            this.gzip = wanted;
            return this;
        }

        /** The longest event that is read; 16 MiB and some. A longer one fails the connection. */
        public Builder eventBytesMax(int bytes) {
            if (bytes < 1 || bytes > EVENT_BYTES_LARGEST) {
                throw new IllegalArgumentException(
                        "eventBytesMax: " + bytes + " (expected: 1 to " + EVENT_BYTES_LARGEST + ")");
            }
            this.eventBytesMax = bytes;
            return this;
        }

        /** For what is set there, such as TLS; it must not follow redirects, which this client does by itself. */
        public Builder httpClient(HttpClient client) {
            if (client.followRedirects() != HttpClient.Redirect.NEVER) {
                throw new IllegalArgumentException(
                        "httpClient: follows redirects " + client.followRedirects() + " (expected: NEVER)");
            }
            this.http = client;
            return this;
        }

        /** For tests. */
        Builder timers(Timers other) {
            this.timers = other;
            return this;
        }

        /** For tests. */
        Builder random(DoubleSupplier other) {
            this.random = other;
            return this;
        }

        public WeirClient build() {
            var client = http;
            Executor executor = client == null ? null : client.executor().orElse(null);
            if (executor == null) {
                executor = DaemonThreads.pool();
            }
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(executor)
                        .build();
            }
            return new WeirClient(new ClientSettings(
                    server,
                    policy,
                    publishTimeLimit,
                    token,
                    List.copyOf(headers),
                    gzip,
                    eventBytesMax,
                    client,
                    executor,
                    timers,
                    random));
        }
    }
}
