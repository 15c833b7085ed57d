package dev.weir.wire;

/**
 * Every way in which a stream ends that the server knows of. Codes 3000 to 3499 say that the client should come back,
 * 3500 to 3999 that it should not: the ranges that Centrifugo made known.
 */
public enum StreamEnd {
    /** The node leaves. */
    DRAIN(3000, "drain"),
    /** The stream has lived as long as {@code connections.lifetime} allows. */
    LIFETIME(3001, "lifetime"),
    /** No event was delivered for {@code connections.idle-timeout}. */
    IDLE(3002, "idle"),
    /** Bytes were waiting and the client took none for {@code connections.stall-timeout}. */
    STALL(3003, "stall"),
    /** Ended by an admin, or to make room. */
    EVICTED(3004, "evicted"),
    /** Refused: no room on the node, admission too fast, catch-up full. */
    OVERLOAD(3005, "overload"),
    /** Refused: a limit of the client's own is exceeded. */
    RATE(3006, "rate"),
    /** Everything was delivered and there will be no more. */
    TOPIC_CLOSED(3500, "topic-closed"),
    /** The token's time is over. */
    TOKEN_EXPIRED(3501, "token-expired"),
    /** The token or its subject was revoked. */
    REVOKED(3502, "revoked");

    private static final int TERMINAL_FROM = 3500;

    private final int code;
    private final String reason;

    StreamEnd(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    /** The name in {@code stream-bye}, in metrics and in logs. */
    public String reason() {
        return reason;
    }

    /** Whether the client should connect again. */
    public boolean reconnect() {
        return code < TERMINAL_FROM;
    }

    /** Whether the id of the last frame is marked with {@code ~}, so that the return is not counted as a reconnection. */
    public boolean planned() {
        return this == DRAIN || this == LIFETIME || this == IDLE || this == EVICTED;
    }
}
