package dev.weir.publish;

import dev.weir.access.Access;
import dev.weir.access.Action;
import dev.weir.access.Decision.Denied;
import dev.weir.admission.Allowance;
import dev.weir.admission.ClientLimits;
import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /topics/{topic}/events}: one event or an atomic batch, answered after the commit.
 *
 * <p>The name is looked at first, then the method, then whether the caller may, then headers and parameters, and only
 * then the body.
 */
public final class PublishRoute {

    private static final Logger log = LoggerFactory.getLogger(PublishRoute.class);
    private static final int TOPIC_SEGMENT = 1;

    private final Publisher publisher;
    private final Access access;
    private final ClientLimits limits;
    private final PublishSettings settings;
    private final Clock clock;
    private final PublishObserver observer;
    private final BodyReader body;

    public PublishRoute(
            Publisher publisher,
            Access access,
            ClientLimits limits,
            PublishSettings settings,
            Clock clock,
            PublishObserver observer,
            Materializer materializer) {
        this.publisher = publisher;
        this.access = access;
        this.limits = limits;
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.body = new BodyReader(settings.bodyTimeout(), materializer);
    }

    /**
     * One publish under way.
     *
     * @param client whom limits count by
     */
    private record Arrival(
            TopicName topic, PublishRequest request, String client, Instant at, Instant deadline, long nanos) {}

    /**
     * @param target whose segments the dispatcher found to be {@code topics}, a topic, {@code events}
     * @return never fails
     */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        try {
            var topic = new TopicName(target.segments().get(TOPIC_SEGMENT));
            if (!request.method().equals(HttpMethods.POST)) {
                var problem = Problems.methodNotAllowed(request.method(), List.of(HttpMethods.POST));
                return unread(request, Refusal.METHOD_NOT_ALLOWED, problem);
            }
            var caller = access.caller(request);
            if (caller.may(Action.PUBLISH, topic) instanceof Denied denied) {
                return unread(request, denied.refusal(), Problems.of(denied.refusal(), denied.detail()));
            }
            var client = limits.client(request, caller.credential().subject());
            var allowance = limits.publish().check(client);
            if (allowance.exceeded()) {
                var problem = Problems.of(Refusal.TOO_FAST, allowance.detail());
                return unread(request, Refusal.TOO_FAST, allowance.mark(problem));
            }
            return read(request, arrival(topic, PublishRequest.of(request, target), client));
        } catch (InvalidText invalid) {
            return unread(request, invalid.refusal(), Problems.of(invalid));
        }
    }

    private Arrival arrival(TopicName topic, PublishRequest request, String client) {
        var at = clock.instant();
        var wanted = request.deadline();
        return new Arrival(
                topic, request, client, at, at.plus(wanted == null ? settings.deadline() : wanted), System.nanoTime());
    }

    private CompletionStage<HttpResponse> unread(HttpRequest request, Refusal refusal, HttpResponse problem) {
        observer.refused(refusal);
        return body.drop(request).thenApply(dropped -> problem);
    }

    private CompletionStage<HttpResponse> read(HttpRequest request, Arrival arrival) {
        boolean batch = arrival.request.form().isBatch();
        int bytesMax = batch ? settings.batchBytesMax() : settings.eventBytesMax();
        var tooLarge = batch ? Refusal.BATCH_TOO_LARGE : Refusal.EVENT_TOO_LARGE;
        return body.read(request, bytesMax, tooLarge)
                .thenApply(bytes -> DraftReader.read(arrival.request, bytes, settings.eventBytesMax()))
                .thenCompose(drafts -> publish(arrival, drafts))
                .exceptionally(failure -> failed(arrival, failure));
    }

    private CompletionStage<HttpResponse> publish(Arrival arrival, List<Draft> drafts) {
        if (clock.instant().isAfter(arrival.deadline)) {
            return CompletableFuture.completedFuture(refused(
                    Refusal.DEADLINE_PASSED,
                    "publish: its body took until after its deadline (expected: sooner; nothing was stored)"));
        }
        var allowance = limits.publish().take(arrival.client, drafts.size());
        if (allowance.exceeded()) {
            return CompletableFuture.completedFuture(allowance.mark(refused(Refusal.TOO_FAST, allowance.detail())));
        }
        boolean mayCreate = !limits.newTopics().look(arrival.client).exceeded();
        var batchKey = arrival.request.form().isBatch() ? arrival.request.idempotencyKey() : null;
        return publisher
                .publish(arrival.topic, drafts, batchKey, mayCreate, arrival.at, arrival.deadline)
                .thenApply(reply -> marked(allowance, answer(arrival, drafts.size(), reply)));
    }

    /** An answer that says how another limit stands is left as it is. */
    private static HttpResponse marked(Allowance allowance, HttpResponse answer) {
        return answer.getHeader("RateLimit").isPresent() ? answer : allowance.mark(answer);
    }

    private HttpResponse answer(Arrival arrival, int events, PublishReply reply) {
        if (reply instanceof Published published) {
            limits.newTopics().charge(arrival.client, published.created() ? 1 : 0);
            observer.published(published.count(), Duration.ofNanos(System.nanoTime() - arrival.nanos));
            return arrival.request.form().isBatch()
                    ? PublishAnswers.batch(arrival.topic, events, published)
                    : PublishAnswers.single(arrival.topic, published);
        }
        if (reply instanceof Refused refused) {
            if (refused.refusal() != Refusal.TOO_MANY_TOPICS) {
                return refused(refused.refusal(), refused.detail());
            }
            var newTopics = limits.newTopics().check(arrival.client);
            return newTopics.mark(refused(Refusal.TOO_MANY_TOPICS, newTopics.detail()));
        }
        throw new AssertionError("unreachable: " + reply);
    }

    private HttpResponse failed(Arrival arrival, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return refused(invalid.refusal(), String.valueOf(invalid.getMessage()));
        }
        if (cause instanceof TimeoutException) {
            return refused(
                    Refusal.OUTCOME_UNKNOWN,
                    "publish: no answer in time, so stored once or not at all"
                            + " (expected: retry with the same Idempotency-Key)");
        }
        log.warn("publish to {} failed (expected: a reply)", arrival.topic, cause);
        return refused(
                Refusal.JOURNAL_UNAVAILABLE,
                "publish: failed on this node (expected: retry with the same Idempotency-Key)");
    }

    private HttpResponse refused(Refusal refusal, String detail) {
        observer.refused(refusal);
        return Problems.of(refusal, detail);
    }
}
