package dev.weir.publish;

import dev.weir.http.RequestTarget;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * All that a publish says before its body.
 *
 * @param type of a single event; null with a batch
 * @param key of a single event; null with a batch
 * @param idempotencyKey of a single event, or of a batch as a whole
 * @param deadline from arrival; null when the caller named none
 */
record PublishRequest(
        BodyForm form,
        @Nullable String type,
        @Nullable String key,
        @Nullable String idempotencyKey,
        @Nullable Duration deadline) {

    private static final int DEADLINE_SECONDS_MAX = 60;

    /** @throws InvalidText when a header or parameter has a value that it cannot have */
    static PublishRequest of(HttpRequest request, RequestTarget target) {
        var form = BodyForm.of(request, target);
        var type = header(request, "Weir-Event-Type");
        var key = header(request, "Weir-Event-Key");
        if (form.isBatch()) {
            refuseInBatch("Weir-Event-Type", type);
            refuseInBatch("Weir-Event-Key", key);
        }
        var idempotencyKey = header(request, "Idempotency-Key");
        // A draft checks these too, but only after the body has been read.
        if (type != null) {
            Draft.checkType(type);
        }
        if (key != null) {
            Draft.checkKey(key);
        }
        if (idempotencyKey != null) {
            Draft.checkIdempotencyKey(idempotencyKey);
        }
        return new PublishRequest(form, type, key, idempotencyKey, deadline(request));
    }

    private static void refuseInBatch(String name, @Nullable String value) {
        if (value != null) {
            throw InvalidText.of(
                    Refusal.BAD_PARAMETER, name, value, "none with a batch; the lines of an envelope have their own");
        }
    }

    private static @Nullable Duration deadline(HttpRequest request) {
        var value = header(request, "Weir-Publish-Deadline");
        if (value == null) {
            return null;
        }
        if (value.matches("[0-9]{1,2}")) {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= DEADLINE_SECONDS_MAX) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw InvalidText.of(
                Refusal.BAD_PARAMETER, "Weir-Publish-Deadline", value, "whole seconds, 1 to " + DEADLINE_SECONDS_MAX);
    }

    /** The header's value, which the server library has decoded as UTF-8; null when it was not sent. */
    private static @Nullable String header(HttpRequest request, String name) {
        String found = null;
        for (HttpHeader header : request.getHeaders()) {
            if (!header.name().equalsIgnoreCase(name)) {
                continue;
            }
            if (found != null) {
                throw InvalidText.of(Refusal.BAD_PARAMETER, name, found + ", " + header.value(), "at most once");
            }
            found = header.value();
        }
        return found;
    }
}
