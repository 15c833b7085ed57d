package dev.weir.postgres;

/** A database that Weir cannot or must not run on. The message names what was found and what was expected. */
public final class DatabaseUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseUnusable(String message) {
        super(message);
    }

    public DatabaseUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
