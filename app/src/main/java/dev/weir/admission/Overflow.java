package dev.weir.admission;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a full node does about a newcomer: {@code connections.overflow}. */
public enum Overflow {
    /** Sends the newcomer away. */
    REJECT,
    /** Ends the stream that has been without progress for longest, if there is one that has been for a minute. */
    EVICT_LEAST_ACTIVE;

    /** As it is set. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All values, as they are set. */
    public static List<String> texts() {
        return Stream.of(values()).map(Overflow::text).toList();
    }

    /** @param text one of {@link #texts} */
    public static Overflow of(String text) {
        return Stream.of(values())
                .filter(overflow -> overflow.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("overflow: " + text + " (expected: " + texts() + ")"));
    }
}
