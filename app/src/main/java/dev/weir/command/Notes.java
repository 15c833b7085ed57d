package dev.weir.command;

import dev.weir.terminal.ProgressLine;
import java.io.PrintWriter;

/** What a command says beside its results: whole lines on standard error, each with the command's name. */
final class Notes {

    private final PrintWriter err;
    private final String prefix;
    private final ProgressLine progress;

    Notes(PrintWriter err, String command, boolean attached) {
        this.err = err;
        this.prefix = "weir " + command + ": ";
        this.progress = new ProgressLine(err, attached);
    }

    /** Of the same terminal; it gives way to every line. */
    ProgressLine progress() {
        return progress;
    }

    /** One line, whatever the text is. */
    synchronized void say(String text) {
        progress.clear();
        err.println(prefix + Shown.line(text));
        err.flush();
    }
}
