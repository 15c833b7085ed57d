package dev.weir.client;

import dev.weir.json.Envelope;
import dev.weir.json.JsonChecks;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A publish as a request. Every event has an idempotency key, so that the request can be repeated.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 2.1.
 *
 * @param query with its question mark, or empty
 * @param count of events
 */
record PublishForm(
        TopicName topic,
        String query,
        String contentType,
        List<ClientSettings.Header> headers,
        String body,
        int count) {

    static final int BATCH_EVENTS_MAX = 10_000;

    private static final int KEY_BYTES = 16;
    private static final SecureRandom random = new SecureRandom();

    /** @throws IllegalArgumentException when there is no way to send it */
    static PublishForm single(TopicName topic, Draft draft) {
        var keyed = withKey(draft);
        if (fitsHeaders(keyed)) {
            return plain(topic, keyed);
        }
        if (keyed.content() == Content.TEXT) {
            throw new IllegalArgumentException("draft: text with a type or key that no header can carry"
                    + " (expected: ASCII without spaces around it, or JSON)");
        }
        return batch(topic, List.of(keyed));
    }

    /** @throws IllegalArgumentException when they are none, too many, or not JSON */
    static PublishForm batch(TopicName topic, List<Draft> drafts) {
        if (drafts.isEmpty() || drafts.size() > BATCH_EVENTS_MAX) {
            throw new IllegalArgumentException(
                    "batch: " + drafts.size() + " events (expected: 1 to " + BATCH_EVENTS_MAX + ")");
        }
        var lines = new StringBuilder();
        for (int i = 0; i < drafts.size(); i++) {
            lines.append(line(i + 1, drafts.get(i))).append('\n');
        }
        return new PublishForm(
                topic, "?envelope=1", "application/x-ndjson", List.of(), lines.toString(), drafts.size());
    }

    private static String line(int number, Draft draft) {
        try {
            if (draft.content() == Content.JSON) {
                // The envelope takes the data as it is; what is no JSON value could say another member.
                JsonChecks.value(draft.data());
            }
            return Envelope.write(withKey(draft));
        } catch (InvalidText e) {
            throw new InvalidText(e.refusal(), "event " + number + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("event " + number + ": " + e.getMessage(), e);
        }
    }

    private static PublishForm plain(TopicName topic, Draft draft) {
        var headers = new ArrayList<ClientSettings.Header>();
        add(headers, "Weir-Event-Type", draft.type());
        add(headers, "Weir-Event-Key", draft.key());
        add(headers, "Idempotency-Key", draft.idempotencyKey());
        var type = draft.content() == Content.JSON ? "application/json" : "text/plain; charset=utf-8";
        return new PublishForm(topic, "", type, headers, draft.data(), 1);
    }

    private static void add(List<ClientSettings.Header> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(new ClientSettings.Header(name, value));
        }
    }

    private static boolean fitsHeaders(Draft draft) {
        return isHeaderValue(draft.type()) && isHeaderValue(draft.key()) && isHeaderValue(draft.idempotencyKey());
    }

    private static boolean isHeaderValue(@Nullable String value) {
        return value == null || Requests.isHeaderValue(value);
    }

    private static Draft withKey(Draft draft) {
        if (draft.idempotencyKey() != null) {
            return draft;
        }
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new Draft(draft.content(), draft.data(), draft.type(), draft.key(), key);
    }
}
