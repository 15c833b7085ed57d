package dev.weir.operate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.access.Revocation;
import dev.weir.access.Revocation.Kind;
import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.json.JsonTree;
import dev.weir.observe.Log;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/revocations}: {@code {"subject":"…"}} or {@code {"token":"…"}}, its {@code jti}. */
public final class RevocationDesk {

    private static final Logger log = LoggerFactory.getLogger(RevocationDesk.class);

    private static final int BODY_BYTES_MAX = 4 << 10;
    private static final int VALUE_CHARS_MAX = 256;
    private static final String EXPECTED = "{\"subject\":\"…\"} or {\"token\":\"…\"}, 1 to 256 characters";

    private final Function<Revocation, CompletionStage<Boolean>> revoke;
    private final BodyReader body;
    private final Clock clock;

    /** @param revoke for all nodes: whether there was room for it; fails when it is kept or not */
    public RevocationDesk(Function<Revocation, CompletionStage<Boolean>> revoke, BodyReader body, Clock clock) {
        this.revoke = revoke;
        this.body = body;
        this.clock = clock;
    }

    /** Answered when it is kept, so that it outlives this node. */
    CompletionStage<HttpResponse> revoke(HttpRequest request, String by) {
        return body.read(request, BODY_BYTES_MAX, Refusal.BATCH_TOO_LARGE)
                .thenApply(bytes -> wish(JsonTree.object(bytes)))
                .thenCompose(wish -> revoke.apply(wish).thenApply(kept -> answer(wish, kept, by)))
                .exceptionally(RevocationDesk::failed);
    }

    private Revocation wish(JsonNode wish) {
        for (var kind : Kind.values()) {
            var value = wish.path(member(kind));
            if (wish.size() == 1 && value.isTextual() && isText(value.textValue())) {
                return new Revocation(kind, value.textValue(), clock.instant());
            }
        }
        throw new InvalidText(Refusal.BAD_PARAMETER, "body: another object (expected: " + EXPECTED + ")");
    }

    /** As a token's claims may be. */
    private static boolean isText(String value) {
        return !value.isEmpty()
                && value.length() <= VALUE_CHARS_MAX
                && value.codePoints()
                        .noneMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
    }

    private static String member(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static HttpResponse answer(Revocation wish, boolean kept, String by) {
        if (!kept) {
            return Problems.of(
                    Refusal.TOO_MANY_REVOCATIONS,
                    "revocations: as many as can be kept (expected: fewer, see docs/OPERATIONS.md)");
        }
        Log.event("revoke", Map.of("by", by, member(wish.kind()), wish.value()));
        return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
    }

    private static HttpResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return Problems.of(invalid);
        }
        log.warn("a revocation was not kept, or nobody knows (expected: a database that answers)", cause);
        return Problems.of(Refusal.OUTCOME_UNKNOWN, "revocation: kept or not (expected: the same request again)");
    }
}
