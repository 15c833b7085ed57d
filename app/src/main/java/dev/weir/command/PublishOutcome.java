package dev.weir.command;

import dev.weir.terminal.ExitStatus;

/**
 * How a run ended.
 *
 * @param why one line, empty when it is complete
 * @param doubtThrough the last line of a batch that is stored once or not at all; that of the tally when there is none
 */
record PublishOutcome(Ending ending, String why, PublishTally tally, long doubtThrough) {

    enum Ending {
        COMPLETE(ExitStatus.STOPPED),
        /** The server was away for too long. */
        GAVE_UP(ExitStatus.FAILED),
        /** The checkpoint could not be written. */
        NO_CHECKPOINT(ExitStatus.FAILED),
        /** The server said no. */
        REFUSED(ExitStatus.REFUSED),
        BAD_INPUT(ExitStatus.REFUSED),
        INTERRUPTED(ExitStatus.INTERRUPTED);

        private final int status;

        Ending(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static PublishOutcome of(Ending ending, String why, PublishTally tally) {
        return new PublishOutcome(ending, why, tally, tally.storedThrough());
    }

    boolean isComplete() {
        return ending == Ending.COMPLETE;
    }

    /** What is and what is not published, for the line that says why the run ended. */
    String stored() {
        long stored = tally.storedThrough();
        var rest = ending == Ending.BAD_INPUT ? "was sent" : "is stored";
        var sure = stored == 0 ? "nothing is stored" : lines(1, stored) + (stored == 1 ? " is stored" : " are stored");
        if (doubtThrough > stored) {
            return sure + ", " + lines(stored + 1, doubtThrough) + " perhaps, the rest was not sent";
        }
        return stored == 0 ? sure : sure + ", nothing behind " + (stored == 1 ? "it " : "them ") + rest;
    }

    private static String lines(long from, long to) {
        return from == to ? "line " + from : "lines " + from + " to " + to;
    }

    /** The options with which a new run goes on without doubles. */
    String goOn(String run) {
        return "--run " + run + " --from-line " + (tally.storedThrough() + 1);
    }
}
