package dev.weir.endtoend.faults;

/** What happens to a cluster, from its beginning to where it has been put right again. */
enum Fault {
    KILL_CORE,
    KILL_EDGE,
    KILL_ALL,
    /** The one that is left, of three, must not go on alone, whatever edges and services are still there. */
    KILL_MAJORITY,
    /** For longer than the others wait, so that they give it up and it wakes up as one of two. */
    PAUSE_CORE,
    /** Its clients and its database it still has. */
    CUT_CORE_OFF,
    /** Its connections with the others, for a moment: messages are lost, and nobody is given up. */
    RESET_CORE,
    /** At once, as {@code pg_ctl -m immediate} does: without ending what is under way. */
    RESTART_POSTGRES,
    /** Every process of it, for longer than nodes wait for an answer. */
    FREEZE_POSTGRES,
    /** Somebody else holds the journal's table, for longer than nodes wait for it. */
    LOCK_JOURNAL,
    /** All connections to PostgreSQL, whoever has them. */
    CUT_DATABASE_CONNECTIONS,
    /** The same, and somebody else takes all that PostgreSQL allows. */
    TAKE_DATABASE_CONNECTIONS,
    /** But not too slow. */
    SLOW_COMMITS,
    /** On which the journal lies. */
    FILL_DISK,
    RESTART_ONE_AFTER_ANOTHER
}
