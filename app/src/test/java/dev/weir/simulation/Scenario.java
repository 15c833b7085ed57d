package dev.weir.simulation;

import dev.weir.topic.Retention;
import java.util.List;

/** What goes wrong in a run. */
enum Scenario {
    /** Owners die, move, and are two at once. */
    TOPIC(2, 5, Act.KILL_OWNER, Act.KILL_OWNER, Act.MOVE_OWNER, Act.DOUBLE_OWNER, Act.CRASH_NODE),
    /** Messages between nodes are lost, and nodes are cut off; pages of the journal fail. */
    FEED(35, 10, Act.CUT_NODE_OFF, Act.MOVE_OWNER, Act.CRASH_NODE, Act.SLOW_DATABASE),
    /** Clients are cut, are slow, come back elsewhere; nodes leave. */
    CONNECTION(5, 2, Act.CUT_CLIENT, Act.CUT_CLIENT, Act.CUT_CLIENT, Act.DRAIN_NODE, Act.CRASH_NODE, Act.STANDSTILL),
    /** The database is slow or away, loses answers, and commits what it seemed to have dropped. */
    JOURNAL(2, 30, Act.SLOW_DATABASE, Act.DATABASE_AWAY, Act.KILL_OWNER, Act.STANDSTILL),
    /** Topics keep their last events only, while clients stay away and owners die. */
    RETENTION(
            3,
            5,
            4,
            Act.CLIENT_AWAY,
            Act.CLIENT_AWAY,
            Act.CLIENT_AWAY,
            Act.STANDSTILL,
            Act.KILL_OWNER,
            Act.SLOW_DATABASE);

    private final int losing;
    private final int failing;
    private final long retained;

    @SuppressWarnings("ImmutableEnumChecker") // the list is a copy that does not change
    private final List<Act> acts;

    /**
     * @param losing in a hundred messages between nodes
     * @param failing in a hundred questions to the database
     */
    Scenario(int losing, int failing, Act... acts) {
        this(losing, failing, Retention.ALL, acts);
    }

    /** @param retained events that a topic keeps */
    Scenario(int losing, int failing, long retained, Act... acts) {
        this.retained = retained;
        this.losing = losing;
        this.failing = failing;
        this.acts = List.of(acts);
    }

    /** One thing that happens now and then. */
    enum Act {
        KILL_OWNER,
        MOVE_OWNER,
        DOUBLE_OWNER,
        CRASH_NODE,
        CUT_NODE_OFF,
        DRAIN_NODE,
        CUT_CLIENT,
        SLOW_DATABASE,
        DATABASE_AWAY,
        CLIENT_AWAY,
        STANDSTILL
    }

    int losing() {
        return losing;
    }

    long retained() {
        return retained;
    }

    int failing() {
        return failing;
    }

    List<Act> acts() {
        return acts;
    }
}
