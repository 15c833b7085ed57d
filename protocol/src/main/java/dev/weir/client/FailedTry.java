package dev.weir.client;

/** What came over a connection is not what this protocol says; the message is one line. Another try may go better. */
final class FailedTry extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedTry(String message) {
        super(message);
    }

    /** It says what a server did, which a stack of this program does not explain. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
