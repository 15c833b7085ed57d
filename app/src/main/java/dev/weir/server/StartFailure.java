package dev.weir.server;

/** Why the node cannot start although its settings are valid. The message is one line for whoever starts it. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
