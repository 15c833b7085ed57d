package dev.weir.topic;

import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How large a publish may be: the topic's owner insists, whoever sends looks before.
 *
 * @param eventBytesMax UTF-8 bytes of one event's data ({@code topics.event-bytes-max})
 * @param batchBytesMax bytes of all texts of all events together ({@code topics.batch-bytes-max}); one event alone is
 *     bounded by {@code eventBytesMax}
 */
public record PublishBounds(int eventBytesMax, int batchBytesMax) {

    /** One commit takes a batch as a whole, so one batch must not keep a topic's other publishers waiting for long. */
    public static final int EVENTS_MAX = 10_000;

    /**
     * What a frame between members holds beside {@code batchBytesMax}: about 60 bytes for each event, for the names of
     * its members, and the envelope.
     */
    public static final int FRAME_BYTES_BESIDE = 1 << 20;

    /** What a message between members takes for an event beside its texts, at most. */
    static final int EVENT_BYTES_BESIDE = 128;

    public static final PublishBounds DEFAULT = new PublishBounds(256 << 10, 8 << 20);

    /** The least {@code pekko.remote.artery.advanced.maximum-large-frame-size} that no publish within bounds exceeds. */
    public int frameBytesMax() {
        return batchBytesMax + FRAME_BYTES_BESIDE;
    }

    /** Whether a message between members holds these events; those of one publish it does, those of a commit need not. */
    public boolean fitFrame(List<Event> events) {
        return messageBytes(events) <= frameBytesMax();
    }

    /** What a message between members takes for these events, at most. */
    static long messageBytes(List<Event> events) {
        return events.stream().mapToLong(PublishBounds::messageBytes).sum();
    }

    static long messageBytes(Event event) {
        return EVENT_BYTES_BESIDE + (long) event.textBytes();
    }

    /** Why these drafts are too many or too large for one publish; null when they are not. */
    public @Nullable Refused refusal(List<Draft> drafts) {
        if (drafts.size() > EVENTS_MAX) {
            return tooLarge("batch: " + drafts.size() + " events", EVENTS_MAX + " events");
        }
        long bytes = 0;
        for (int i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            if (draft.dataBytes() > eventBytesMax) {
                return new Refused(
                        Refusal.EVENT_TOO_LARGE,
                        "event " + (i + 1) + ": " + draft.dataBytes() + " bytes of data (expected: at most "
                                + eventBytesMax + " bytes)");
            }
            bytes += draft.textBytes();
        }
        return drafts.size() > 1 && bytes > batchBytesMax
                ? tooLarge("batch: " + bytes + " bytes", batchBytesMax + " bytes")
                : null;
    }

    private static Refused tooLarge(String what, String most) {
        return new Refused(Refusal.BATCH_TOO_LARGE, what + " (expected: at most " + most + ")");
    }
}
