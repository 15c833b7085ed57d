package dev.weir.publish;

import com.fasterxml.jackson.core.JsonToken;
import dev.weir.json.Envelope;
import dev.weir.json.JsonChecks;
import dev.weir.topic.PublishBounds;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes drafts of a batch's body. A refusal names the line or element that it is about, counted from 1; lines are
 * counted as an editor does, blank ones too.
 */
final class BatchReader {

    static final int EVENTS_MAX = PublishBounds.EVENTS_MAX;

    private final int eventBytesMax;
    private final @Nullable String batchKey;
    private final List<Draft> drafts = new ArrayList<>();

    /** One event of the body, not read yet. */
    @FunctionalInterface
    private interface Part<E extends Exception> {
        Draft read() throws E;
    }

    /** @param batchKey the key of the batch as a whole: then no line may have its own */
    BatchReader(int eventBytesMax, @Nullable String batchKey) {
        this.eventBytesMax = eventBytesMax;
        this.batchKey = batchKey;
    }

    /** One event an element. */
    List<Draft> array(String text) {
        JsonChecks.read(text, json -> {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw InvalidText.of(Refusal.BAD_BATCH, "batch", JsonChecks.trimmed(text), "a JSON array of events");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                add("element " + (drafts.size() + 1), () -> Draft.of(Content.JSON, JsonChecks.slice(text, json)));
            }
            JsonChecks.checkEnd(text, json);
        });
        return complete();
    }

    /** One event a line. */
    List<Draft> lines(String text) {
        forEachLine(text, line -> Draft.of(Content.JSON, JsonChecks.value(line)));
        return complete();
    }

    /** One object a line, with the parts of an event. */
    List<Draft> envelopes(String text) {
        forEachLine(text, line -> {
            var draft = Envelope.read(line);
            if (batchKey != null && draft.idempotencyKey() != null) {
                throw InvalidText.of(
                        Refusal.BAD_PARAMETER,
                        "Idempotency-Key",
                        batchKey,
                        "either a key for the batch or keys for its lines");
            }
            return draft;
        });
        return complete();
    }

    private void forEachLine(String text, Function<String, Draft> read) {
        int number = 1;
        for (int from = 0; from < text.length(); number++) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            String line = JsonChecks.trimmed(text.substring(from, to));
            if (!line.isEmpty()) {
                add("line " + number, () -> read.apply(line));
            }
            from = to + 1;
        }
    }

    private <E extends Exception> void add(String place, Part<E> part) throws E {
        if (drafts.size() == EVENTS_MAX) {
            throw new InvalidText(
                    Refusal.BATCH_TOO_LARGE,
                    "batch: more than " + EVENTS_MAX + " events (expected: at most " + EVENTS_MAX + ")");
        }
        try {
            var draft = part.read();
            DraftReader.checkSize(draft, eventBytesMax);
            drafts.add(draft);
        } catch (InvalidText invalid) {
            throw new InvalidText(invalid.refusal(), place + ": " + invalid.getMessage());
        }
    }

    private List<Draft> complete() {
        if (drafts.isEmpty()) {
            throw new InvalidText(Refusal.BAD_BATCH, "batch: empty (expected: at least one event)");
        }
        return List.copyOf(drafts);
    }
}
