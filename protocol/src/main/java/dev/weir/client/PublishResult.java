package dev.weir.client;

import org.jspecify.annotations.Nullable;

/** How a publish ended, tries included. */
public sealed interface PublishResult {

    /**
     * All of it is stored, on disk.
     *
     * @param firstId of what was stored now; null when all of it was stored before
     * @param lastId likewise
     * @param count how many events were stored now
     * @param replayed how many were stored before, under the same idempotency keys
     */
    record Stored(@Nullable String firstId, @Nullable String lastId, int count, int replayed)
            implements PublishResult {}

    /**
     * The server said no, and would say so again. Nothing of it is stored.
     *
     * @param type of the problem, such as {@code urn:weir:problem:bad-json}; {@code about:blank} when the answer had none
     * @param detail one line: the value and what was expected
     */
    record Refused(int status, String type, String detail) implements PublishResult {}

    /**
     * No answer that settles it came in time.
     *
     * @param stored {@code NO} when no try can have reached the journal
     * @param why one line, about the last try
     */
    record Unsettled(StoredPerhaps stored, String why) implements PublishResult {}

    /** Whether something is stored when nobody said so. */
    enum StoredPerhaps {
        /** It is not: another publish of the same is a first one. */
        NO,
        /** Once or not at all: publish the same again with the same keys. */
        ONCE_OR_NOT
    }
}
