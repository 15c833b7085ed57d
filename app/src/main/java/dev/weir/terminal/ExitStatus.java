package dev.weir.terminal;

/** What the process tells who started it. */
public final class ExitStatus {

    /** Stopped because it was told to, with every stream ended; of a client command, did all that was asked. */
    public static final int STOPPED = 0;

    /** Could not start, or was removed from the cluster; of a client command, gave up. Trying again may help. */
    public static final int FAILED = 1;

    /** An option, a setting or a value is wrong: starting again without a change is of no use. */
    public static final int USAGE = 2;

    /** The input is wrong, or the server says no: the same again would end the same. */
    public static final int REFUSED = 3;

    /** Interrupted before all was done, as shells report SIGINT. */
    public static final int INTERRUPTED = 130;

    /** Nobody reads standard output any more, as shells report SIGPIPE. */
    public static final int BROKEN_PIPE = 141;

    private ExitStatus() {}
}
