package dev.weir.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** One line on standard error that is written over, while a person looks on. */
final class Progress {

    private static final int COLUMNS = 79;
    private static final String FROM_THE_START = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean shown;

    private Progress(PrintWriter err, boolean shown) {
        this.err = err;
        this.shown = shown;
    }

    /** Silent where standard error is no terminal, or one that cannot write over a line. */
    static Progress on(PrintWriter err) {
        return new Progress(err, canWriteOver(System.getenv()) && isTerminal());
    }

    /** It has no colours, so {@code NO_COLOR} changes nothing. */
    static boolean canWriteOver(Map<String, String> environment) {
        return !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static boolean isTerminal() {
        try {
            return new ProcessBuilder("test", "-t", "2").inheritIO().start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void update(String line) {
        if (shown) {
            err.print(FROM_THE_START + line.substring(0, Math.min(COLUMNS, line.length())));
            err.flush();
        }
    }

    void clear() {
        if (shown) {
            err.print(FROM_THE_START);
            err.flush();
        }
    }
}
