package dev.weir.server;

/** What the process tells who started it. */
final class ExitStatus {

    /** Stopped because it was told to, with every stream ended. */
    static final int STOPPED = 0;

    /** Could not start, or was removed from the cluster. */
    static final int FAILED = 1;

    /** An option, a setting or a value is wrong: starting again without a change is of no use. */
    static final int USAGE = 2;

    private ExitStatus() {}
}
