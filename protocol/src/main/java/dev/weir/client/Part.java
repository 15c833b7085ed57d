package dev.weir.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a stream says, in its order: what the subscriber is given, and what concerns the connection alone. */
sealed interface Part {

    record Item(StreamItem item) implements Part {}

    /** {@code retry:}. */
    record Retry(Duration delay) implements Part {}

    /** A frame that this client does not know, whose id counts all the same. */
    record Mark(String id) implements Part {}

    /**
     * The server ends the stream.
     *
     * @param code null when it could not be read
     * @param after zero when it could not be read, or means nothing
     * @param id as of this frame
     */
    record Bye(@Nullable Integer code, String reason, boolean reconnect, Duration after, String id) implements Part {

        private static final int TOPIC_CLOSED = 3500;
        private static final int OVERLOAD = 3005;
        private static final int RATE = 3006;

        boolean isTopicClosed() {
            return code != null && code == TOPIC_CLOSED;
        }

        /** The stream is refused, or ended for the reason that streams are refused for. */
        boolean isRefusal() {
            return code != null && (code == OVERLOAD || code == RATE);
        }

        String line() {
            return code == null ? "ended by the server" : "ended by the server: " + code + " " + OneLine.of(reason);
        }
    }
}
