package dev.weir.client;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Text from elsewhere as a message may show it: short, and in one line. */
final class OneLine {

    private static final int CHARS_MAX = 300;
    private static final int CAUSES_MAX = 8;

    private OneLine() {}

    static String of(String text) {
        var line = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), CHARS_MAX); i++) {
            char c = text.charAt(i);
            boolean breaks = Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
            line.append(breaks ? ' ' : c);
        }
        return line.append(text.length() > CHARS_MAX ? "…" : "").toString();
    }

    /** What went wrong with a request. */
    static String of(Throwable error) {
        if (isNotConnected(error)) {
            return "cannot connect";
        }
        var cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        var message = cause.getMessage();
        return of(message == null ? cause.getClass().getSimpleName() : message);
    }

    /** Whether no byte of the request can have reached a server. */
    static boolean isNotConnected(Throwable error) {
        @Nullable Throwable cause = error;
        for (int i = 0; i < CAUSES_MAX && cause != null; i++) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
