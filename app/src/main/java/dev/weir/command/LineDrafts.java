package dev.weir.command;

import dev.weir.json.Envelope;
import dev.weir.json.JsonChecks;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import org.jspecify.annotations.Nullable;

/**
 * What a line says as a draft. Each has an idempotency key, by which the server knows a line that it has stored:
 * {@code <run>:<line number>} unless the line has one of its own.
 *
 * @param run names this run and whatever goes on with it
 * @param envelope whether a line is an {@link Envelope}; otherwise all of it is the data
 * @param type for lines that name none; null for none
 */
record LineDrafts(String run, boolean envelope, @Nullable String type) {

    /** @throws dev.weir.wire.InvalidText when the line is no event */
    Draft draft(long number, String text) {
        var line = envelope ? Envelope.read(text) : Draft.of(Content.JSON, JsonChecks.value(text));
        return new Draft(
                Content.JSON,
                line.data(),
                line.type() == null ? type : line.type(),
                line.key(),
                line.idempotencyKey() == null ? run + ":" + number : line.idempotencyKey());
    }
}
