package dev.weir.client;

import dev.weir.client.PublishResult.Refused;
import dev.weir.client.PublishResult.Stored;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer to a publish means. */
sealed interface PublishAnswer {

    /** Nothing more is to be done. */
    record Settled(PublishResult result) implements PublishAnswer {}

    /**
     * To be tried again.
     *
     * @param maybeStored whether the event may have been stored all the same
     * @param retryAfter zero when the server did not say
     */
    record Again(String why, boolean maybeStored, Duration retryAfter) implements PublishAnswer {}

    Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 425, 429);

    /** Problems by which the server says that it has stored nothing. */
    Set<String> NOTHING_STORED = Set.of(
            "urn:weir:problem:overloaded",
            "urn:weir:problem:deadline-passed",
            "urn:weir:problem:journal-unavailable",
            "urn:weir:problem:draining",
            "urn:weir:problem:node-full",
            "urn:weir:problem:request-timeout");

    /** @param events how many were sent */
    static PublishAnswer of(HttpResponse<String> response, int events, Instant now) {
        int status = response.statusCode();
        if (status == 200 || status == 201) {
            boolean replayed =
                    response.headers().firstValue("Idempotency-Replayed").isPresent();
            var stored = stored(response.body(), replayed, events);
            return stored == null
                    ? new Again("status " + status + " without what was stored", true, Duration.ZERO)
                    : new Settled(stored);
        }
        var problem = Problem.of(status, response.body());
        if (status >= 500 || WORTH_ANOTHER_TRY.contains(status)) {
            boolean nothing = status == 429 || NOTHING_STORED.contains(problem.type());
            return new Again(problem.line(), !nothing, Problem.retryAfter(response.headers(), now));
        }
        if (status >= 300) {
            return new Settled(new Refused(status, problem.type(), detail(response, problem)));
        }
        return new Again(problem.line(), true, Duration.ZERO);
    }

    /** Of the single and of the batch form; null when it is neither, so that nobody knows who has answered. */
    private static @Nullable Stored stored(String body, boolean replayed, int events) {
        var members = JsonMembers.of(body);
        var id = members.text("id");
        if (id != null) {
            return replayed ? new Stored(null, null, 0, 1) : new Stored(id, id, 1, 0);
        }
        var count = members.number("count");
        if (count == null || count < 0 || count > events) {
            return null;
        }
        if (replayed || count == 0) {
            return new Stored(null, null, 0, events);
        }
        int stored = count.intValue();
        return new Stored(members.text("firstId"), members.text("lastId"), stored, events - stored);
    }

    private static String detail(HttpResponse<String> response, Problem problem) {
        var location = response.headers().firstValue("Location");
        return problem.status() < 400 && location.isPresent()
                ? "redirect to " + OneLine.of(location.get()) + " (expected: 307 or 308 for a publish)"
                : problem.detail().isEmpty() ? problem.line() : problem.detail();
    }
}
