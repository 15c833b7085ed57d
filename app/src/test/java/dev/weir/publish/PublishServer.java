package dev.weir.publish;

import com.typesafe.config.ConfigFactory;
import dev.weir.access.Access;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.LimitObserver;
import dev.weir.admission.LimitSettings;
import dev.weir.http.HttpLayer;
import dev.weir.http.Problems;
import dev.weir.http.RequestGuard;
import dev.weir.http.RequestTarget;
import dev.weir.http.TrustedProxies;
import dev.weir.http.UnreadBody;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.jspecify.annotations.Nullable;

/** The publish route on a free loopback port, in front of a publisher that records and answers as it is told. */
final class PublishServer implements PublishObserver {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final int EVENT_BYTES_MAX = 1_000;
    static final int BATCH_BYTES_MAX = 200_000;
    static final Duration BODY_TIMEOUT = Duration.ofSeconds(1);

    /** One call of the publisher. */
    record Call(
            TopicName topic,
            List<Draft> drafts,
            @Nullable String batchKey,
            boolean mayCreate,
            Instant arrivedAt,
            Instant deadline) {}

    /** What the publisher does. */
    @FunctionalInterface
    interface Replying {
        CompletionStage<PublishReply> answer(Call call);
    }

    final List<Call> calls = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Integer> published = new CopyOnWriteArrayList<>();

    final AtomicInteger accessAsked = new AtomicInteger();
    volatile Replying reply = PublishServer::numbered;
    volatile Access access = Access.open();
    final AtomicLong nanos = new AtomicLong();
    volatile Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private final ActorSystem system;
    private final Materializer materializer;
    private final Tcp.ServerBinding binding;

    PublishServer() throws Exception {
        this(LimitSettings.NONE);
    }

    PublishServer(LimitSettings limited) throws Exception {
        var limits = new ClientLimits(limited, TrustedProxies.NONE, nanos::get, LimitObserver.NONE);
        system = ActorSystem.create(
                "publish",
                ConfigFactory.parseString("pekko.actor.provider = local").withFallback(ConfigFactory.load()));
        materializer = SystemMaterializer.get(system).materializer();
        var route = new PublishRoute(
                (topic, drafts, batchKey, mayCreate, arrivedAt, deadline) -> {
                    var call = new Call(topic, drafts, batchKey, mayCreate, arrivedAt, deadline);
                    calls.add(call);
                    return reply.answer(call);
                },
                request -> {
                    accessAsked.incrementAndGet();
                    return access.caller(request);
                },
                limits,
                new PublishSettings(EVENT_BYTES_MAX, BATCH_BYTES_MAX, Duration.ofSeconds(10), BODY_TIMEOUT),
                new MovableClock(),
                this,
                materializer);
        var layer = new HttpLayer(system, null);
        binding = Tcp.get(system)
                .bind("127.0.0.1", 0)
                .to(Sink.foreach(incoming -> {
                    var guard = new RequestGuard();
                    var handler = Flow.of(HttpRequest.class)
                            .mapAsync(
                                    1,
                                    request -> guard.refusal(request)
                                            .<CompletionStage<HttpResponse>>map(CompletableFuture::completedFuture)
                                            .orElseGet(() -> dispatch(route, request)));
                    incoming.handleWith(layer.connection(guard, handler), materializer);
                }))
                .run(materializer)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private CompletionStage<HttpResponse> dispatch(PublishRoute route, HttpRequest request) {
        try {
            var target = RequestTarget.of(request);
            var segments = target.segments();
            if (segments.size() == 3
                    && segments.get(0).equals("topics")
                    && segments.get(2).equals("events")) {
                return route.handle(request, target);
            }
            return UnreadBody.thenAnswer(request, Problems.of(Refusal.NOT_FOUND, "path"), BODY_TIMEOUT, materializer);
        } catch (InvalidText invalid) {
            return UnreadBody.thenAnswer(request, Problems.of(invalid), BODY_TIMEOUT, materializer);
        }
    }

    /** Everything as it was at the start. */
    void reset() {
        calls.clear();
        refusals.clear();
        published.clear();
        accessAsked.set(0);
        reply = PublishServer::numbered;
        access = Access.open();
        clock = Clock.fixed(NOW, ZoneOffset.UTC);
    }

    /** From 42 under epoch 7. */
    private static CompletionStage<PublishReply> numbered(Call call) {
        return CompletableFuture.completedFuture(new Published(7, 42, call.drafts.size(), false, List.of()));
    }

    private final class MovableClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    }

    void reply(PublishReply fixed) {
        reply = call -> CompletableFuture.completedFuture(fixed);
    }

    int port() {
        return binding.localAddress().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    RawClient connect() throws Exception {
        return new RawClient(port());
    }

    @Override
    public void published(int events, Duration took) {
        published.add(events);
    }

    @Override
    public void refused(Refusal refusal) {
        refusals.add(refusal);
    }

    void stop() throws Exception {
        binding.unbind().toCompletableFuture().get(10, TimeUnit.SECONDS);
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
