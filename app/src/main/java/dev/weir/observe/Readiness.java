package dev.weir.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Whether this node should be sent clients: its journal answers, it is in the cluster, and it does not leave. */
public final class Readiness {

    /** @param journal whether PostgreSQL answered lately */
    record Report(boolean journal, boolean cluster, boolean draining) {
        boolean ready() {
            return journal && cluster && !draining;
        }
    }

    private final BooleanSupplier journal;
    private final BooleanSupplier cluster;
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * Both are asked within a request, so they answer from what they know.
     *
     * @param journal whether PostgreSQL answered lately, {@link JournalCheck#isUp}
     * @param cluster whether the node is a member that is up
     */
    public Readiness(BooleanSupplier journal, BooleanSupplier cluster) {
        this.journal = journal;
        this.cluster = cluster;
    }

    /** From now on this node is not ready. */
    public void drain() {
        draining.set(true);
    }

    public boolean draining() {
        return draining.get();
    }

    Report report() {
        return new Report(journal.getAsBoolean(), cluster.getAsBoolean(), draining.get());
    }
}
