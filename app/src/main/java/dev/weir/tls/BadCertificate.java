package dev.weir.tls;

/** Why two files cannot be used. The message is one line that names the file, and shows nothing of what is in a key. */
public final class BadCertificate extends Exception {

    private static final long serialVersionUID = 1L;

    BadCertificate(String message) {
        super(message);
    }

    BadCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}
