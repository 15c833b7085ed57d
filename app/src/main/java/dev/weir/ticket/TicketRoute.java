package dev.weir.ticket;

import dev.weir.access.Access;
import dev.weir.access.Action;
import dev.weir.access.Caller;
import dev.weir.access.Decision.Denied;
import dev.weir.access.Ticket;
import dev.weir.access.Tickets;
import dev.weir.admission.ClientLimits;
import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.json.Json;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /tickets}: makes a ticket of the caller's token for some of the topics that it may subscribe to.
 *
 * <p>What a ticket is made of is looked at again whenever it is used: a revoked token's tickets are revoked.
 */
public final class TicketRoute {

    public static final List<HttpMethod> METHODS = List.of(HttpMethods.POST);

    private static final int BODY_BYTES_MAX = 64 << 10;

    private final Tickets tickets;
    private final Access access;
    private final ClientLimits limits;
    private final Duration life;
    private final int topicsMax;
    private final Clock clock;
    private final BodyReader body;

    /**
     * @param life {@code auth.ticket-life}
     * @param topicsMax {@code connections.topics-max}
     */
    public TicketRoute(
            Tickets tickets,
            Access access,
            ClientLimits limits,
            Duration life,
            int topicsMax,
            Clock clock,
            BodyReader body) {
        this.tickets = tickets;
        this.access = access;
        this.limits = limits;
        this.life = life;
        this.topicsMax = topicsMax;
        this.clock = clock;
        this.body = body;
    }

    /** Never fails. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        if (!METHODS.contains(request.method())) {
            return unread(request, Problems.methodNotAllowed(request.method(), METHODS));
        }
        var caller = access.caller(request);
        if (caller instanceof Caller.Nobody nobody) {
            return unread(
                    request, Problems.of(nobody.why().refusal(), nobody.why().detail()));
        }
        var allowance =
                limits.connect().take(limits.client(request, caller.credential().subject()), 1);
        if (allowance.exceeded()) {
            return unread(request, allowance.mark(Problems.of(Refusal.TOO_FAST, allowance.detail())));
        }
        return body.read(request, BODY_BYTES_MAX, Refusal.BATCH_TOO_LARGE)
                .thenApply(bytes -> answer(caller, TicketWish.read(bytes, topicsMax)))
                .exceptionally(TicketRoute::failed);
    }

    private HttpResponse answer(Caller caller, TicketWish wish) {
        for (var topic : wish.topics()) {
            if (caller.may(Action.SUBSCRIBE, topic) instanceof Denied denied) {
                return Problems.of(denied.refusal(), denied.detail());
            }
        }
        var now = clock.instant();
        var until = earlier(now.plus(life), caller.credential().expiresAt());
        var ticket = tickets.seal(new Ticket(caller.credential(), wish.topics(), until));
        return HttpResponse.create()
                .withStatus(201)
                .withEntity(ContentTypes.APPLICATION_JSON, Json.object(json -> {
                    json.writeStringField("ticket", ticket);
                    json.writeNumberField(
                            "expiresIn",
                            Math.max(0, Duration.between(now, until).toSeconds()));
                }))
                .addHeader(CacheControl.create(CacheDirectives.NO_STORE));
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }

    private static HttpResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return Problems.of(invalid);
        }
        throw new CompletionException(cause);
    }

    private CompletionStage<HttpResponse> unread(HttpRequest request, HttpResponse problem) {
        return body.drop(request).thenApply(dropped -> problem);
    }
}
