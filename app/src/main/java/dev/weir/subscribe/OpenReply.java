package dev.weir.subscribe;

import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What becomes of a {@link Connections.Open}. */
public sealed interface OpenReply {

    /** @param bytes to be run once, soon */
    record Streaming(Source<ByteString, NotUsed> bytes) implements OpenReply {}

    /**
     * @param detail a sentence for the caller
     * @param end what a client is told that could not read a refusal
     * @param retryMillis when it may try again
     */
    record NotOpened(Refusal refusal, String detail, StreamEnd end, long retryMillis) implements OpenReply {

        /** Whether the same request may be granted later. */
        boolean mayPass() {
            return refusal != Refusal.NOT_KEYED && refusal != Refusal.NO_SUCH_TOPIC && refusal != Refusal.INVALID_TOKEN;
        }
    }

    /** All topics are closed, and the client has everything of them. */
    record NothingFollows() implements OpenReply {}
}
