package dev.weir.client;

/** A stream is over and will not be tried again. The message is one line: what happened and what was expected. */
public final class StreamFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why it is over. */
    public enum Reason {
        /** The server answered with a status that another try would not change. */
        REFUSED,
        /** The server ended it for good: the token expired or was revoked. */
        ENDED,
        /** As many tries in a row as the policy allows have failed. */
        GAVE_UP
    }

    private final Reason reason;

    StreamFailed(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
