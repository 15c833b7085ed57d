package dev.weir.subscribe;

import dev.weir.access.Access;
import dev.weir.access.Action;
import dev.weir.access.Caller;
import dev.weir.access.Decision;
import dev.weir.admission.Allowance;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.RetryTimes;
import dev.weir.admission.Seat;
import dev.weir.http.ClientDeparture;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.http.TrustedProxies;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /stream}: server-sent events, lines of JSON, or the answer to a poll, by {@code Accept}.
 *
 * <p>A refusal of events that may pass is a stream of one {@code stream-bye} for clients without an {@code Authorization} header,
 * since a browser's EventSource never comes back after any other status than 200.
 */
public final class SubscribeRoute {

    /** Longer than waiting in line, for a seat and for {@link Joining}, so that the answer says what was wrong. */
    private static final Duration OPEN_TIMEOUT = Joining.TIMEOUT.plusSeconds(7);

    private static final ContentType EVENT_STREAM = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final ContentType LINES = MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8)
            .toContentType();

    /** No cache may keep a stream, no proxy recode or buffer it, no browser guess its type. */
    private static final List<HttpHeader> HEADERS = List.of(
            RawHeader.create("Cache-Control", "no-store, no-transform"),
            RawHeader.create("X-Accel-Buffering", "no"),
            RawHeader.create("X-Content-Type-Options", "nosniff"));

    /**
     * Behind a stream, and behind its refusal: a browser would else keep the connection, and a node has places for little
     * more connections than streams.
     */
    private static final HttpHeader CLOSE = org.apache.pekko.http.javadsl.model.headers.Connection.create("close");

    private final ActorRef<Connections.Message> connections;
    private final Gate gate;
    private final Clock clock;
    private final Scheduler scheduler;
    private final Materializer materializer;
    private final int topicsMax;

    /**
     * What a request passes before its stream is asked for.
     *
     * @param proxies say who the client is
     */
    public record Gate(
            Access access,
            TrustedProxies proxies,
            ClientLimits limits,
            RetryTimes retryTimes,
            SubscribeObserver observer) {}

    /** @param topicsMax {@code connections.topics-max} */
    public SubscribeRoute(
            ActorRef<Connections.Message> connections,
            Gate gate,
            Clock clock,
            Scheduler scheduler,
            Materializer materializer,
            int topicsMax) {
        this.connections = connections;
        this.gate = gate;
        this.clock = clock;
        this.scheduler = scheduler;
        this.materializer = materializer;
        this.topicsMax = topicsMax;
    }

    /** Never fails: what goes wrong is a response too. */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        if (!request.method().equals(HttpMethods.GET) && !request.method().equals(HttpMethods.HEAD)) {
            return done(Problems.methodNotAllowed(request.method(), List.of(HttpMethods.GET, HttpMethods.HEAD)));
        }
        try {
            var wanted = StreamRequest.parse(target, headers(request), topicsMax, clock.instant());
            var ticket = StreamRequest.single(target, "ticket");
            var access = gate.access;
            return answer(request, wanted, ticket == null ? access.caller(request) : access.ticketHolder(ticket));
        } catch (InvalidText invalid) {
            return done(Problems.of(invalid));
        }
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, StreamRequest wanted, Caller caller) {
        var denied = new LinkedHashMap<TopicName, Decision.Denied>();
        for (var topic : wanted.topics()) {
            if (caller.may(Action.SUBSCRIBE, topic) instanceof Decision.Denied not) {
                denied.put(topic, not);
            }
        }
        if (denied.size() == wanted.topics().size()) {
            var first = denied.values().iterator().next();
            return done(Problems.of(first.refusal(), first.detail()));
        }
        return request.method().equals(HttpMethods.HEAD)
                ? done(head(wanted.form()))
                : limited(request, wanted, caller, List.copyOf(denied.keySet()));
    }

    /**
     * The answer with how the limit stands that it met, or else the one it passed.
     *
     * @param passed null when answers do not say so
     */
    private HttpResponse marked(HttpResponse answer, String client, @Nullable Allowance passed) {
        var catchUp = gate.limits.catchUp().look(client);
        if (catchUp.exceeded() && answer.status().equals(StatusCodes.TOO_MANY_REQUESTS)) {
            return catchUp.mark(answer);
        }
        return passed == null ? answer : passed.mark(answer);
    }

    private CompletionStage<HttpResponse> limited(
            HttpRequest request, StreamRequest wanted, Caller caller, List<TopicName> denied) {
        boolean polls = wanted.form() == AnswerForm.POLL;
        var limit = polls ? gate.limits.poll() : gate.limits.connect();
        var subject = caller.credential().subject();
        var client = gate.limits.client(request, subject);
        var allowance = limit.take(client, 1);
        if (!allowance.exceeded()) {
            return open(request, wanted, caller, denied)
                    .thenApply(answer -> marked(answer, client, polls ? allowance : null));
        }
        long retryMillis = Math.max(allowance.retryAfter().toMillis(), gate.retryTimes.drawForRefusedMillis());
        var seat = new Seat(gate.proxies.clientOf(request), subject, wanted.topics());
        gate.observer.refused(new RefusedStream(seat, Refusal.TOO_FAST, StreamEnd.RATE, retryMillis));
        var refusal = new OpenReply.NotOpened(Refusal.TOO_FAST, allowance.detail(), StreamEnd.RATE, retryMillis);
        return answer(request, wanted.form(), refusal)
                .thenApply(answer -> answer.status().isSuccess() ? answer : allowance.mark(answer));
    }

    private static StreamRequest.Headers headers(HttpRequest request) {
        return new StreamRequest.Headers(
                header(request, "Last-Event-ID"), header(request, "Accept"), header(request, "Prefer"));
    }

    private CompletionStage<HttpResponse> open(
            HttpRequest request, StreamRequest wanted, Caller caller, List<TopicName> denied) {
        var client = gate.proxies.clientOf(request);
        var peer = request.getAttribute(AttributeKeys.remoteAddress)
                .map(Object::toString)
                .orElse("unknown");
        return AskPattern.<Connections.Message, OpenReply>ask(
                        connections,
                        replyTo -> new Connections.Open(
                                wanted,
                                denied,
                                client,
                                peer,
                                caller.credential(),
                                ClientDeparture.of(request),
                                replyTo),
                        OPEN_TIMEOUT,
                        scheduler)
                .exceptionally(late -> new OpenReply.NotOpened(
                        Refusal.JOURNAL_UNAVAILABLE,
                        "the stream was not opened in time (expected: another try)",
                        StreamEnd.OVERLOAD,
                        gate.retryTimes.drawForRefusedMillis()))
                .thenCompose(reply -> answer(request, wanted.form(), reply));
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, AnswerForm form, OpenReply reply) {
        if (reply instanceof OpenReply.Streaming streaming) {
            return form == AnswerForm.POLL ? poll(streaming.bytes()) : done(stream(type(form), streaming.bytes()));
        }
        if (reply instanceof OpenReply.NotOpened not) {
            boolean polite = form == AnswerForm.SSE && header(request, "Authorization") == null && not.mayPass();
            return done(
                    polite
                            ? stream(EVENT_STREAM, Source.single(StreamFrames.refusal(not.end(), not.retryMillis())))
                            : problem(not));
        }
        return done(HttpResponse.create().withStatus(StatusCodes.NO_CONTENT).addHeaders(HEADERS));
    }

    /** A poll's body is one element. */
    private CompletionStage<HttpResponse> poll(Source<ByteString, NotUsed> body) {
        return body.runWith(Sink.head(), materializer)
                .thenApply(bytes ->
                        HttpResponse.create().addHeaders(HEADERS).withEntity(ContentTypes.APPLICATION_JSON, bytes))
                .exceptionally(failure ->
                        Problems.of(Refusal.JOURNAL_UNAVAILABLE, "poll: not answered (expected: another try)"));
    }

    private static HttpResponse problem(OpenReply.NotOpened not) {
        long seconds = Math.max(1, Duration.ofMillis(not.retryMillis()).toSeconds());
        var problem = Problems.of(not.refusal(), not.detail());
        return not.mayPass() ? problem.removeHeader("Retry-After").addHeader(RetryAfter.create(seconds)) : problem;
    }

    private static HttpResponse stream(ContentType type, Source<ByteString, NotUsed> bytes) {
        return HttpResponse.create()
                .addHeaders(HEADERS)
                .addHeader(CLOSE)
                .withEntity(HttpEntities.createChunked(type, bytes));
    }

    private static HttpResponse head(AnswerForm form) {
        return HttpResponse.create()
                .addHeaders(HEADERS)
                .withEntity(HttpEntities.create(type(form), ByteString.emptyByteString()));
    }

    private static ContentType type(AnswerForm form) {
        return switch (form) {
            case SSE -> EVENT_STREAM;
            case LINES -> LINES;
            case POLL -> ContentTypes.APPLICATION_JSON;
        };
    }

    private static @Nullable String header(HttpRequest request, String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
