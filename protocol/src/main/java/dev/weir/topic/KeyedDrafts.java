package dev.weir.topic;

import dev.weir.json.JsonChecks;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Drafts that can be published again and are stored once: each has an idempotency key, or all together have one.
 *
 * @param batchKey null when each draft has its own
 */
record KeyedDrafts(List<Draft> drafts, @Nullable String batchKey) {

    /** One key covers all where none has its own, since a topic remembers only so many. */
    static KeyedDrafts of(List<Draft> drafts) {
        if (drafts.stream().allMatch(draft -> draft.idempotencyKey() == null)) {
            return new KeyedDrafts(List.copyOf(drafts), newKey());
        }
        return new KeyedDrafts(drafts.stream().map(KeyedDrafts::keyed).toList(), null);
    }

    /**
     * The draft as it is stored: JSON without the white space around it, as over HTTP.
     *
     * @throws dev.weir.wire.InvalidText when it is said to be JSON and is not
     */
    static Draft checked(Draft draft) {
        if (draft.content() != Content.JSON) {
            return draft;
        }
        var value = JsonChecks.value(draft.data());
        return value.equals(draft.data())
                ? draft
                : new Draft(Content.JSON, value, draft.type(), draft.key(), draft.idempotencyKey());
    }

    private static Draft keyed(Draft draft) {
        var key = Objects.requireNonNullElseGet(draft.idempotencyKey(), KeyedDrafts::newKey);
        return new Draft(draft.content(), draft.data(), draft.type(), draft.key(), key);
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
