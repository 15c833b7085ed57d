package dev.weir.access;

/**
 * Why a token is not accepted. The message goes to the caller, so it holds nothing of the token but the names of claims
 * that the protocol knows.
 */
final class BadToken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadToken(String message) {
        super(message);
    }

    /** Hostile tokens are frequent and their stack is never read. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
