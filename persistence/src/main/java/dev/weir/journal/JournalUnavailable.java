package dev.weir.journal;

/** PostgreSQL did not answer, or too many readers wait for it already. Trying again later may help. */
public final class JournalUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JournalUnavailable(String message) {
        super(message);
    }

    public JournalUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
