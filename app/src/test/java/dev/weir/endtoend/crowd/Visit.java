package dev.weir.endtoend.crowd;

/**
 * One time that a client asked for its stream, and what came of it. Times are {@link Crowd#now()}; {@link #NEVER} for what
 * has not happened.
 *
 * @param lastEventId that it came with; empty for none
 * @param openedAt when {@code stream-open} was there
 * @param status of the answer; 0 without one
 * @param byeCode of {@code stream-bye}; 0 without one
 * @param byeAfterMillis when the same says to come back
 * @param retryMillis after which the client comes back, as of the end of this visit
 * @param retryTold whether this visit set it
 */
record Visit(
        long askedAt,
        String lastEventId,
        long openedAt,
        long endedAt,
        int status,
        int byeCode,
        long byeAfterMillis,
        long retryMillis,
        boolean retryTold) {

    static final long NEVER = -1;

    static Visit begun(long askedAt, String lastEventId, long retryMillis) {
        return new Visit(askedAt, lastEventId, NEVER, NEVER, 0, 0, 0, retryMillis, false);
    }

    Visit opened(long at) {
        return new Visit(askedAt, lastEventId, at, endedAt, status, byeCode, byeAfterMillis, retryMillis, retryTold);
    }

    Visit ended(long at) {
        return new Visit(askedAt, lastEventId, openedAt, at, status, byeCode, byeAfterMillis, retryMillis, retryTold);
    }

    Visit answered(int withStatus) {
        return new Visit(
                askedAt, lastEventId, openedAt, endedAt, withStatus, byeCode, byeAfterMillis, retryMillis, retryTold);
    }

    Visit bye(int code, long afterMillis) {
        return new Visit(askedAt, lastEventId, openedAt, endedAt, status, code, afterMillis, retryMillis, retryTold);
    }

    Visit retry(long millis) {
        return new Visit(askedAt, lastEventId, openedAt, endedAt, status, byeCode, byeAfterMillis, millis, true);
    }

    boolean wasOpened() {
        return openedAt != NEVER;
    }

    boolean isOpen() {
        return wasOpened() && endedAt == NEVER;
    }

    /** Answered with a farewell and nothing else. */
    boolean wasRefused() {
        return !wasOpened() && byeCode != 0;
    }
}
