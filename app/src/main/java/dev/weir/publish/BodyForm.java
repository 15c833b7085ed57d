package dev.weir.publish;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.Locale;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;

/** What a publish's body is, by its content type and the parameters {@code batch} and {@code envelope}. */
enum BodyForm {
    /** {@code application/json}: one event. */
    JSON,
    /** Any other content type, or none: one event. */
    TEXT,
    /** {@code application/json} with {@code batch=1}: an array, one event an element. */
    ARRAY,
    /** {@code application/x-ndjson}: one event a line. */
    LINES,
    /** {@code application/x-ndjson} with {@code envelope=1}: one object with the event's parts a line. */
    ENVELOPES;

    private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

    /** @throws InvalidText {@link Refusal#UNSUPPORTED_MEDIA} or {@link Refusal#BAD_PARAMETER} */
    static BodyForm of(HttpRequest request, RequestTarget target) {
        checkEncoding(request);
        boolean batch = flag(target, "batch");
        boolean envelope = flag(target, "envelope");
        var type = request.entity().getContentType().mediaType();
        if (isApplication(type, "x-ndjson")) {
            return envelope ? ENVELOPES : LINES;
        }
        if (envelope) {
            throw misfit("envelope", type, "no envelope, or application/x-ndjson");
        }
        if (isApplication(type, "json")) {
            return batch ? ARRAY : JSON;
        }
        if (batch) {
            throw misfit("batch", type, "no batch, or application/json or application/x-ndjson");
        }
        return TEXT;
    }

    boolean isBatch() {
        return this == ARRAY || this == LINES || this == ENVELOPES;
    }

    private static boolean isApplication(MediaType type, String subType) {
        return type.isApplication() && type.subType().equalsIgnoreCase(subType);
    }

    private static InvalidText misfit(String parameter, MediaType type, String expected) {
        return new InvalidText(
                Refusal.BAD_PARAMETER,
                parameter + ": set, with a body of type " + type.mainType() + "/" + type.subType() + " (expected: "
                        + expected + ")");
    }

    private static void checkEncoding(HttpRequest request) {
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("content-encoding") && !header.value().equalsIgnoreCase("identity")) {
                throw InvalidText.of(
                        Refusal.UNSUPPORTED_MEDIA, "Content-Encoding", header.value(), "none, or identity");
            }
            if (header.is("content-type")) {
                // The server library leaves this header among the others only when it cannot make sense of it.
                throw InvalidText.of(
                        Refusal.UNSUPPORTED_MEDIA, "Content-Type", header.value(), "type/subtype, or none for text");
            }
        }
        request.entity().getContentType().getCharsetOption().ifPresent(charset -> {
            if (!CHARSETS.contains(charset.value().toLowerCase(Locale.ROOT))) {
                throw InvalidText.of(Refusal.UNSUPPORTED_MEDIA, "charset", charset.value(), "utf-8");
            }
        });
    }

    private static boolean flag(RequestTarget target, String name) {
        var values = target.parameters(name);
        if (values.isEmpty()) {
            return false;
        }
        String value = String.join(",", values);
        return switch (value) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw InvalidText.of(Refusal.BAD_PARAMETER, name, value, "1, 0, true or false, once");
        };
    }
}
