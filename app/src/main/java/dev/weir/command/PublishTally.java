package dev.weir.command;

import dev.weir.client.PublishResult;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come by the server's word.
 *
 * @param storedThrough the last line that is surely stored; 0 for none
 * @param count events that were stored by this process
 * @param replayed events that were found to be stored before
 * @param firstId of those that were stored by this process; null for none
 * @param lastId likewise
 * @param bytesTaken of all inputs, up to {@code storedThrough}
 */
record PublishTally(
        long storedThrough,
        long count,
        long replayed,
        @Nullable String firstId,
        @Nullable String lastId,
        long bytesTaken) {

    static PublishTally at(long line) {
        return new PublishTally(line, 0, 0, null, null, 0);
    }

    PublishTally plus(Batch batch, PublishResult.Stored stored) {
        return new PublishTally(
                batch.lastLine(),
                count + stored.count(),
                replayed + stored.replayed(),
                firstId == null ? stored.firstId() : firstId,
                stored.lastId() == null ? lastId : stored.lastId(),
                batch.bytesTaken());
    }

    /** Lines that were acknowledged. */
    long lines() {
        return count + replayed;
    }
}
