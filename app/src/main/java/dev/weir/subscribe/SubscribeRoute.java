package dev.weir.subscribe;

import dev.weir.access.Access;
import dev.weir.access.Action;
import dev.weir.access.Decision;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /stream}.
 *
 * <p>A refusal that may pass is a stream of one {@code stream-bye} for clients without an {@code Authorization} header,
 * since a browser's EventSource never comes back after any other status than 200.
 */
public final class SubscribeRoute {

    /** Longer than {@link Joining#TIMEOUT}, so that the answer says what was wrong. */
    private static final Duration OPEN_TIMEOUT = Joining.TIMEOUT.plusSeconds(2);

    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();

    /** No cache may keep a stream, no proxy recode or buffer it, no browser guess its type. */
    private static final List<HttpHeader> HEADERS = List.of(
            RawHeader.create("Cache-Control", "no-store, no-transform"),
            RawHeader.create("X-Accel-Buffering", "no"),
            RawHeader.create("X-Content-Type-Options", "nosniff"));

    private final ActorRef<Connections.Message> connections;
    private final Access access;
    private final Clock clock;
    private final Scheduler scheduler;

    public SubscribeRoute(ActorRef<Connections.Message> connections, Access access, Clock clock, Scheduler scheduler) {
        this.connections = connections;
        this.access = access;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /** Never fails: what goes wrong is a response too. */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        if (!request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD)) {
            return done(Problems.methodNotAllowed(request.method(), List.of(HttpMethods.GET, HttpMethods.HEAD)));
        }
        StreamRequest wanted;
        try {
            wanted = StreamRequest.parse(target, header(request, "Last-Event-ID"), clock.instant());
        } catch (InvalidText invalid) {
            return done(Problems.of(invalid));
        }
        if (access.decide(request, Action.SUBSCRIBE, wanted.topic()) instanceof Decision.Denied denied) {
            return done(Problems.of(denied.refusal(), denied.detail()));
        }
        if (AnswerForm.preferred(header(request, "Accept")) != AnswerForm.SSE) {
            return done(Problems.of(
                    Refusal.NOT_ACCEPTABLE,
                    "accept: application/json or application/x-ndjson (expected: text/event-stream in this version)"));
        }
        return request.method().equals(HttpMethods.HEAD) ? done(head()) : open(request, wanted);
    }

    private CompletionStage<HttpResponse> open(HttpRequest request, StreamRequest wanted) {
        var from = request.getAttribute(AttributeKeys.remoteAddress)
                .map(Object::toString)
                .orElse("unknown");
        return AskPattern.<Connections.Message, Connections.OpenReply>ask(
                        connections, replyTo -> new Connections.Open(wanted, from, replyTo), OPEN_TIMEOUT, scheduler)
                .handle((reply, failure) -> answer(request, reply));
    }

    private static HttpResponse answer(HttpRequest request, Connections.OpenReply reply) {
        if (reply instanceof Connections.Streaming streaming) {
            return stream(streaming.bytes());
        }
        if (reply instanceof Connections.NotOpened not) {
            boolean polite = header(request, "Authorization") == null;
            return polite ? stream(Source.single(StreamFrames.refusal(not.end(), not.retryMillis()))) : problem(not);
        }
        return Problems.of(Refusal.JOURNAL_UNAVAILABLE, "the stream was not opened in time");
    }

    private static HttpResponse problem(Connections.NotOpened not) {
        long seconds = Math.max(1, Duration.ofMillis(not.retryMillis()).toSeconds());
        return Problems.of(not.refusal(), not.detail())
                .removeHeader("Retry-After")
                .addHeader(RetryAfter.create(seconds));
    }

    private static HttpResponse stream(Source<ByteString, NotUsed> bytes) {
        return HttpResponse.create().addHeaders(HEADERS).withEntity(HttpEntities.createChunked(EVENT_STREAM, bytes));
    }

    private static HttpResponse head() {
        return HttpResponse.create()
                .addHeaders(HEADERS)
                .withEntity(HttpEntities.create(EVENT_STREAM, ByteString.emptyByteString()));
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
