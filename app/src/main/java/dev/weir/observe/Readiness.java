package dev.weir.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Whether this node should be sent clients: its journal answers, it is in the cluster, it has keys for tokens, and it does not leave. */
public final class Readiness {

    /** @param journal whether PostgreSQL answered lately */
    record Report(boolean journal, boolean cluster, boolean keys, boolean draining) {
        boolean ready() {
            return journal && cluster && keys && !draining;
        }
    }

    private final BooleanSupplier journal;
    private final BooleanSupplier cluster;
    private final BooleanSupplier keys;
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * All are asked within a request, so they answer from what they know.
     *
     * @param journal whether PostgreSQL answered lately, {@link JournalCheck#isUp}
     * @param cluster whether the node is a member that is up
     * @param keys whether there is a key for tokens, or none is needed
     */
    public Readiness(BooleanSupplier journal, BooleanSupplier cluster, BooleanSupplier keys) {
        this.journal = journal;
        this.cluster = cluster;
        this.keys = keys;
    }

    /** From now on this node is not ready. */
    public void drain() {
        draining.set(true);
    }

    public boolean draining() {
        return draining.get();
    }

    Report report() {
        return new Report(journal.getAsBoolean(), cluster.getAsBoolean(), keys.getAsBoolean(), draining.get());
    }
}
