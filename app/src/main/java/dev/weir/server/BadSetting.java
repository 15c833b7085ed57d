package dev.weir.server;

/** A setting that stops the start. The message is one line: key, value, and what was expected. */
public final class BadSetting extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadSetting(String message) {
        super(message);
    }

    BadSetting(String key, String value, String expected) {
        this(key + ": " + value + " (expected: " + expected + ")");
    }
}
