package dev.weir.operate;

import dev.weir.subscribe.StreamView;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What streams may be ordered by; the oldest first for age, else the largest. */
enum StreamOrder {
    AGE,
    EVENTS,
    BYTES,
    WAITING,
    PROGRESS,
    QUALITY,
    HEARTBEAT;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param endedAt null for one that is open; those that are over are ordered by it alone */
    long keyOf(StreamView stream, @Nullable Instant endedAt) {
        return endedAt == null ? keyOf(stream) : endedAt.toEpochMilli();
    }

    private long keyOf(StreamView stream) {
        return switch (this) {
            case AGE -> stream.facts().openedAt().toEpochMilli();
            case EVENTS -> stream.life().events();
            case BYTES -> stream.life().bytes();
            case WAITING -> stream.waitingBytes();
            case PROGRESS -> stream.sinceProgress().toSeconds();
            case QUALITY -> badness(stream);
            case HEARTBEAT -> stream.heartbeat().toMillis();
        };
    }

    private static int badness(StreamView stream) {
        return switch (stream.quality()) {
            case GOOD -> 0;
            case FAIR -> 1;
            case POOR -> 2;
        };
    }
}
