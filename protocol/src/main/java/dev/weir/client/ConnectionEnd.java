package dev.weir.client;

import java.time.Duration;

/** How a connection came to its end, without {@code stream-bye}. */
sealed interface ConnectionEnd {

    /** It broke off, fell silent, ended without a word, or never stood: another one may do better. */
    record Lost(String why) implements ConnectionEnd {}

    /**
     * The answer was not what was asked for, or the stream is not what this protocol says. The same would come again and
     * again, so having been open for a while does not excuse it.
     *
     * @param retryAfter zero when the server did not say
     */
    record Unfit(String why, Duration retryAfter) implements ConnectionEnd {}

    /** Another try would be answered the same. */
    record Refused(String why) implements ConnectionEnd {}

    /** Nothing more will come. */
    record Complete() implements ConnectionEnd {}
}
