package dev.weir.manage;

import dev.weir.access.Access;
import dev.weir.access.Action;
import dev.weir.access.Decision.Denied;
import dev.weir.admission.ClientLimits;
import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.http.RequestTarget;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicReply;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /topics/{topic}}, {@code /topics/{topic}/state} and {@code /topics/{topic}/close}.
 *
 * <p>The name is looked at first, then the method, then whether the caller may, then the body.
 */
public final class ManageRoute {

    private static final Logger log = LoggerFactory.getLogger(ManageRoute.class);

    private static final int TOPIC_SEGMENT = 1;
    private static final int BODY_BYTES_MAX = 16 << 10;

    private final TopicAsk topics;
    private final Access access;
    private final ClientLimits limits;
    private final ManageSettings settings;
    private final Clock clock;
    private final BodyReader body;

    public ManageRoute(
            TopicAsk topics,
            Access access,
            ClientLimits limits,
            ManageSettings settings,
            Clock clock,
            Materializer materializer) {
        this.topics = topics;
        this.access = access;
        this.limits = limits;
        this.settings = settings;
        this.clock = clock;
        this.body = new BodyReader(settings.bodyTimeout(), materializer);
    }

    /** What is served under a path of two or three segments that begins with {@code topics}. */
    private enum Place {
        TOPIC,
        STATE,
        CLOSE;

        List<HttpMethod> methods() {
            return switch (this) {
                case TOPIC -> List.of(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT, HttpMethods.DELETE);
                case STATE -> List.of(HttpMethods.GET, HttpMethods.HEAD);
                case CLOSE -> List.of(HttpMethods.POST);
            };
        }

        static Place of(List<String> segments) {
            if (segments.size() <= TOPIC_SEGMENT + 1) {
                return TOPIC;
            }
            return segments.get(TOPIC_SEGMENT + 1).equals("close") ? CLOSE : STATE;
        }
    }

    /** @return the methods of this path, of those that {@link #handle} takes; OPTIONS aside */
    public static List<HttpMethod> methods(List<String> segments) {
        return Place.of(segments).methods();
    }

    /**
     * @param target whose segments the dispatcher found to be {@code topics}, a topic, and {@code state}, {@code close}
     *     or nothing
     * @return never fails
     */
    public CompletionStage<HttpResponse> handle(HttpRequest request, RequestTarget target) {
        try {
            var topic = new TopicName(target.segments().get(TOPIC_SEGMENT));
            var place = Place.of(target.segments());
            if (!place.methods().contains(request.method())) {
                return unread(request, Problems.methodNotAllowed(request.method(), place.methods()));
            }
            boolean reads =
                    request.method().equals(HttpMethods.GET) || request.method().equals(HttpMethods.HEAD);
            var action = reads ? Action.SUBSCRIBE : Action.MANAGE;
            var caller = access.caller(request);
            if (caller.may(action, topic) instanceof Denied denied) {
                boolean hides = reads && denied.refusal() == Refusal.DENIED;
                return unread(request, hides ? noSuchTopic() : Problems.of(denied.refusal(), denied.detail()));
            }
            var client = limits.client(request, caller.credential().subject());
            return reads ? read(request, topic, place, client) : change(request, topic, place, client);
        } catch (InvalidText invalid) {
            return unread(request, Problems.of(invalid));
        }
    }

    private CompletionStage<HttpResponse> read(HttpRequest request, TopicName topic, Place place, String client) {
        var allowance = limits.poll().take(client, 1);
        if (allowance.exceeded()) {
            return unread(request, allowance.mark(Problems.of(Refusal.TOO_FAST, allowance.detail())));
        }
        Function<ActorRef<TopicReply>, TopicCommand> command =
                place == Place.STATE ? TopicCommand.ReadState::new : TopicCommand.Describe::new;
        return body.drop(request)
                .thenCompose(dropped -> topics.ask(topic, command, settings.deadline()))
                .handle((reply, failure) -> reply == null
                        ? failed(topic, failure, Refusal.JOURNAL_UNAVAILABLE, "topic: no answer in time")
                        : answer(topic, reply))
                .thenApply(allowance::mark);
    }

    private CompletionStage<HttpResponse> change(HttpRequest request, TopicName topic, Place place, String client) {
        var deadline = clock.instant().plus(settings.deadline());
        CompletionStage<Function<ActorRef<TopicReply>, TopicCommand>> command;
        if (request.method().equals(HttpMethods.PUT)) {
            command = body.read(request, BODY_BYTES_MAX, Refusal.BAD_TOPIC_SETTINGS)
                    .thenApply(TopicWish::read)
                    .thenApply(wish -> configure(wish, mayCreate(client), deadline));
        } else {
            command = body.drop(request)
                    .thenApply(dropped -> place == Place.CLOSE
                            ? replyTo -> new TopicCommand.Close(deadline, replyTo)
                            : replyTo -> new TopicCommand.Delete(deadline, replyTo));
        }
        return command.thenCompose(
                        made -> topics.ask(topic, made, settings.deadline().plus(settings.commitTimeMax())))
                .handle((reply, failure) -> reply == null
                        ? failed(
                                topic,
                                failure,
                                Refusal.OUTCOME_UNKNOWN,
                                "topic: no answer in time, so changed or not (expected: the same request again)")
                        : answer(topic, client, reply));
    }

    private boolean mayCreate(String client) {
        return !limits.newTopics().look(client).exceeded();
    }

    /** Topics that come to exist count, and one that may not is refused with the figure. */
    private HttpResponse answer(TopicName topic, String client, TopicReply reply) {
        if (reply instanceof TopicReply.Configured configured && configured.created()) {
            limits.newTopics().charge(client, 1);
        }
        if (reply instanceof TopicReply.Refused refused && refused.refusal() == Refusal.TOO_MANY_TOPICS) {
            var allowance = limits.newTopics().check(client);
            return allowance.mark(Problems.of(Refusal.TOO_MANY_TOPICS, allowance.detail()));
        }
        return answer(topic, reply);
    }

    private static Function<ActorRef<TopicReply>, TopicCommand> configure(
            TopicWish wish, boolean mayCreate, Instant deadline) {
        return replyTo ->
                new TopicCommand.Configure(wish.events(), wish.age(), wish.keyed(), mayCreate, deadline, replyTo);
    }

    private static HttpResponse answer(TopicName topic, TopicReply reply) {
        if (reply instanceof TopicReply.Configured configured) {
            return json(configured.created() ? 201 : 200, TopicText.of(topic, configured.topic()));
        }
        if (reply instanceof TopicReply.Described described) {
            return json(200, TopicText.of(topic, described.topic()));
        }
        if (reply instanceof TopicReply.State state) {
            return json(200, TopicText.of(topic, state));
        }
        if (reply instanceof TopicReply.Done) {
            return HttpResponse.create().withStatus(204);
        }
        if (reply instanceof TopicReply.Refused refused) {
            return refused.refusal() == Refusal.NO_SUCH_TOPIC
                    ? noSuchTopic()
                    : Problems.of(refused.refusal(), refused.detail());
        }
        throw new AssertionError("unreachable: " + reply);
    }

    private static HttpResponse failed(TopicName topic, Throwable failure, Refusal timedOut, String detail) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return Problems.of(invalid);
        }
        if (!(cause instanceof TimeoutException)) {
            log.warn("topic {} was not asked (expected: a reply)", topic, cause);
        }
        return Problems.of(timedOut, detail);
    }

    /** The same for a topic that is not there and for one that the caller may not see. */
    private static HttpResponse noSuchTopic() {
        return Problems.of(Refusal.NO_SUCH_TOPIC, "topic: not there (expected: one that exists)");
    }

    private CompletionStage<HttpResponse> unread(HttpRequest request, HttpResponse problem) {
        return body.drop(request).thenApply(dropped -> problem);
    }

    private static HttpResponse json(int status, String text) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(ContentTypes.APPLICATION_JSON, text)
                .addHeader(CacheControl.create(CacheDirectives.NO_STORE));
    }
}
