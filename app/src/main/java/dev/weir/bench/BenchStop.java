package dev.weir.bench;

import dev.weir.terminal.ExitStatus;

/** Why a bench ends before its report, in one line for people, with the exit status. */
final class BenchStop extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** As shells report a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final int status;

    private BenchStop(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The server did not do what it must, or could not be reached. */
    static BenchStop failed(String message) {
        return new BenchStop(ExitStatus.FAILED, message);
    }

    /** An option or a limit must be changed first; nothing was started. */
    static BenchStop usage(String message) {
        return new BenchStop(ExitStatus.USAGE, message);
    }

    static BenchStop interrupted() {
        return new BenchStop(INTERRUPTED, "bench: interrupted, nothing is left running");
    }

    int status() {
        return status;
    }
}
