package dev.weir.terminal;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One line at the bottom of a terminal that is written over again and again. Says nothing where nobody looks, and on a
 * terminal that cannot move its cursor. For one thread.
 */
public final class ProgressLine {

    private static final long UPDATE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int COLUMNS_DEFAULT = 80;
    private static final int COLUMNS_MAX = 1_000;

    /** To the first column, and erases to the end of the line. */
    private static final String FROM_THE_START = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean attached;
    private final int columns;
    private boolean shown;
    private long updatedNanos;

    /** @param attached whether standard error is a terminal */
    public ProgressLine(PrintWriter err, boolean attached) {
        this(err, attached, System.getenv());
    }

    ProgressLine(PrintWriter err, boolean attached, Map<String, String> environment) {
        this.err = err;
        this.attached = attached && !Terminal.isDumb(environment);
        this.columns = columns(environment.getOrDefault("COLUMNS", ""));
    }

    private static int columns(String text) {
        return text.matches("[1-9]\\d{0,3}") ? Math.min(COLUMNS_MAX, Integer.parseInt(text)) : COLUMNS_DEFAULT;
    }

    /** Whether anything is ever shown. */
    public boolean isShown() {
        return attached;
    }

    /** Shows this instead, unless the last time was a moment ago. */
    public void update(String text) {
        update(text, System.nanoTime());
    }

    void update(String text, long nowNanos) {
        if (!attached || (shown && nowNanos - updatedNanos < UPDATE_NANOS_MIN)) {
            return;
        }
        // The last column stays free: what is written there makes some terminals go to the next line.
        err.print(FROM_THE_START + text.substring(0, Math.min(text.length(), columns - 1)));
        err.flush();
        shown = true;
        updatedNanos = nowNanos;
    }

    /** Takes the line away, as must be done before anything else is written to the terminal. */
    public void clear() {
        if (shown) {
            err.print(FROM_THE_START);
            err.flush();
            shown = false;
        }
    }
}
