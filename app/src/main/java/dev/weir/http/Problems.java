package dev.weir.http;

import dev.weir.json.Json;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/**
 * How each {@link Refusal} is answered over HTTP: an RFC 9457 problem, {@code
 * {"type","title","status","detail"}}, with {@code "outcome":"unknown"} where the outcome is.
 *
 * <p>The type is {@code urn:weir:problem:} and the refusal's name in kebab case. Never cached.
 */
public final class Problems {

    private static final String TYPE_PREFIX = "urn:weir:problem:";
    private static final ContentType.NonBinary PROBLEM_JSON = MediaTypes.applicationWithFixedCharset(
                    "problem+json", HttpCharsets.UTF_8)
            .toContentType();

    /** @param retryAfterSeconds how soon the same request may succeed; 0 when trying again alone does not help */
    private record Row(int status, String title, int retryAfterSeconds) {
        Row(int status, String title) {
            this(status, title, 0);
        }
    }

    private Problems() {}

    private static Row row(Refusal refusal) {
        return switch (refusal) {
            case BAD_TARGET -> new Row(400, "Bad request target");
            case BAD_TOPIC -> new Row(400, "Bad topic name");
            case BAD_PARAMETER -> new Row(400, "Bad parameter or header");
            case BAD_TYPE -> new Row(400, "Bad event type");
            case BAD_KEY -> new Row(400, "Bad event key");
            case BAD_IDEMPOTENCY_KEY -> new Row(400, "Bad idempotency key");
            case BAD_DATA -> new Row(400, "Bad event data");
            case BAD_JSON -> new Row(400, "Not JSON");
            case BAD_BATCH -> new Row(400, "Bad batch");
            case BAD_TOPIC_SETTINGS -> new Row(400, "Bad topic settings");
            case EVENT_TOO_LARGE -> new Row(413, "Event too large");
            case BATCH_TOO_LARGE -> new Row(413, "Batch too large");
            case HEADERS_TOO_LARGE -> new Row(431, "Request line or headers too large");
            case REQUEST_TIMEOUT -> new Row(408, "Body not received in time");
            case UNSUPPORTED_MEDIA -> new Row(415, "Unsupported charset or content encoding");
            case NOT_FOUND -> new Row(404, "Not found");
            case METHOD_NOT_ALLOWED -> new Row(405, "Method not allowed");
            case NO_SUCH_TOPIC -> new Row(404, "No such topic");
            case TOPIC_CLOSED -> new Row(409, "Topic closed");
            case NOT_KEYED -> new Row(409, "Topic not keyed");
            case KEYED_IS_FIXED -> new Row(409, "Topic has events already");
            case STATE_FULL -> new Row(409, "State of the topic full");
            case KEY_REUSED -> new Row(422, "Idempotency key reused");
            case UNAUTHENTICATED -> new Row(401, "Not authenticated");
            case INVALID_TOKEN -> new Row(401, "Token not accepted");
            case DENIED -> new Row(403, "Not permitted");
            case OVERLOADED -> new Row(503, "Overloaded", 1);
            case DEADLINE_PASSED -> new Row(503, "Deadline passed", 1);
            case JOURNAL_UNAVAILABLE -> new Row(503, "Journal unavailable", 2);
            case OUTCOME_UNKNOWN -> new Row(503, "Outcome unknown", 2);
            case DRAINING -> new Row(503, "Node is leaving", 1);
            case NODE_FULL -> new Row(503, "Node is full", 5);
            case NODE_BUSY -> new Row(503, "Node is busy", 5);
            case TOO_MANY_STREAMS -> new Row(429, "Too many streams", 5);
            case TOO_FAST -> new Row(429, "Too fast", 1);
            case TOO_MANY_TOPICS -> new Row(429, "Too many new topics", 9);
            case TOO_MANY_REVOCATIONS -> new Row(503, "Too many revocations", 9);
        };
    }

    /** @param detail a sentence for the caller: the value and what was expected */
    public static HttpResponse of(Refusal refusal, String detail) {
        var row = row(refusal);
        var response = HttpResponse.create()
                .withStatus(row.status)
                .withEntity(PROBLEM_JSON, body(refusal, row, detail))
                .addHeader(CacheControl.create(CacheDirectives.NO_STORE));
        if (row.retryAfterSeconds > 0) {
            response = response.addHeader(RetryAfter.create((long) row.retryAfterSeconds));
        }
        return row.status == 401 ? response.addHeader(challenge(refusal)) : response;
    }

    /** As RFC 6750, section 3 wants it: an error only when there was a token. */
    private static HttpHeader challenge(Refusal refusal) {
        var error = refusal == Refusal.INVALID_TOKEN ? ", error=\"invalid_token\"" : "";
        return RawHeader.create("WWW-Authenticate", "Bearer realm=\"weir\"" + error);
    }

    public static HttpResponse of(InvalidText invalid) {
        return of(invalid.refusal(), String.valueOf(invalid.getMessage()));
    }

    /** {@link Refusal#METHOD_NOT_ALLOWED}, with the methods that are. */
    public static HttpResponse methodNotAllowed(HttpMethod method, List<HttpMethod> allowed) {
        var names = String.join(", ", allowed.stream().map(HttpMethod::name).toList());
        return of(Refusal.METHOD_NOT_ALLOWED, "method: " + method.name() + " (expected: " + names + ")")
                .addHeader(Allow.create(allowed.toArray(HttpMethod[]::new)));
    }

    /** For a request that the server library could not read, so that no refusal of ours fits. */
    static HttpResponse unreadable(int status, String title, String detail) {
        var body = Json.object(json -> {
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", title);
            json.writeNumberField("status", status);
            json.writeStringField("detail", detail);
        });
        return HttpResponse.create().withStatus(status).withEntity(PROBLEM_JSON, body);
    }

    private static String body(Refusal refusal, Row row, String detail) {
        return Json.object(json -> {
            json.writeStringField("type", TYPE_PREFIX + kebab(refusal));
            json.writeStringField("title", row.title);
            json.writeNumberField("status", row.status);
            json.writeStringField("detail", detail);
            if (refusal == Refusal.OUTCOME_UNKNOWN) {
                json.writeStringField("outcome", "unknown");
            }
        });
    }

    private static String kebab(Refusal refusal) {
        return refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
