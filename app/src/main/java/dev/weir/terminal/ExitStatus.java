package dev.weir.terminal;

/** What the process tells who started it. */
public final class ExitStatus {

    /** Stopped because it was told to, with every stream ended. */
    public static final int STOPPED = 0;

    /** Could not start, or was removed from the cluster. */
    public static final int FAILED = 1;

    /** An option, a setting or a value is wrong: starting again without a change is of no use. */
    public static final int USAGE = 2;

    private ExitStatus() {}
}
