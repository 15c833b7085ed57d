package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A publish of some events, rendered once; only the numbers in it change. */
final class PublishRequest {

    /** In a key of the shape {@code bench-TTTT-PPPP-NNNNNNNNNN}: token, publisher and number of the first event. */
    private static final int KEY_PUBLISHER_AT = "bench-TTTT-".length();

    private static final int KEY_NUMBER_AT = "bench-TTTT-PPPP-".length();

    private final byte[] bytes;
    private final int events;
    private final int eventsAt;
    private final int eventBytes;
    private final int keyAt;

    /**
     * @param keyToken of idempotency keys, four characters; null for publishes without
     * @param events of {@code eventBytes} each
     */
    PublishRequest(Target target, Marker marker, int topic, int events, int eventBytes, @Nullable String keyToken) {
        this.events = events;
        this.eventBytes = eventBytes;
        var event = marker.event(eventBytes);
        int bodyBytes = events == 1 ? eventBytes : events * (eventBytes + 1);
        @Nullable String key = keyToken == null ? null : "bench-" + keyToken + "-0000-0000000000";
        var head = target.publishHead(topic, events > 1, bodyBytes, key);
        bytes = new byte[head.length + bodyBytes];
        System.arraycopy(head, 0, bytes, 0, head.length);
        eventsAt = head.length;
        for (int i = 0; i < events; i++) {
            System.arraycopy(event, 0, bytes, eventAt(i), eventBytes);
            if (events > 1) {
                bytes[eventAt(i) + eventBytes] = '\n';
            }
        }
        keyAt = key == null ? -1 : new String(head, StandardCharsets.US_ASCII).indexOf(key);
    }

    private int eventAt(int index) {
        return eventsAt + index * (eventBytes + 1);
    }

    int events() {
        return events;
    }

    /** The whole request; it is the same bytes each time, so one is sent before the next is made. */
    ByteBuffer with(int publisher, long firstNumber, long time) {
        for (int i = 0; i < events; i++) {
            Marker.set(bytes, eventAt(i), publisher, firstNumber + i, time);
        }
        if (keyAt >= 0) {
            Marker.digits(bytes, keyAt + KEY_PUBLISHER_AT, 4, publisher);
            Marker.digits(bytes, keyAt + KEY_NUMBER_AT, 10, firstNumber);
        }
        return ByteBuffer.wrap(bytes);
    }
}
