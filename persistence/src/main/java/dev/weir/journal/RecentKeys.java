package dev.weir.journal;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.AmortizedPQueue;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PQueue;

/**
 * The idempotency keys that a topic has seen lately, oldest first: a bounded window, part of the journaled state.
 *
 * <p>Immutable. A key that leaves the window is forgotten, and a publish that repeats it is stored anew.
 */
public final class RecentKeys {

    private final PMap<Fingerprint, Use> uses;
    private final PQueue<Fingerprint> order;

    private RecentKeys(PMap<Fingerprint, Use> uses, PQueue<Fingerprint> order) {
        this.uses = uses;
        this.order = order;
    }

    /**
     * A key that was used.
     *
     * @param first the sequence number of the first event stored under it
     */
    public record Use(KeyMark mark, long first) {}

    public static RecentKeys none() {
        return new RecentKeys(HashTreePMap.empty(), AmortizedPQueue.empty());
    }

    /** The window as it was written, oldest first. */
    public static RecentKeys of(Collection<Use> oldestFirst) {
        var keys = none();
        for (var use : oldestFirst) {
            keys = keys.with(use, Integer.MAX_VALUE);
        }
        return keys;
    }

    public @Nullable Use find(Fingerprint key) {
        return uses.get(key);
    }

    /** With this use, without the oldest ones beyond {@code windowMax}. */
    public RecentKeys with(Use use, int windowMax) {
        var key = use.mark().key();
        var moreUses = uses.plus(key, use);
        var moreOrder = order.plus(key);
        while (moreOrder.size() > windowMax) {
            moreUses = moreUses.minus(moreOrder.peek());
            moreOrder = moreOrder.minus();
        }
        return new RecentKeys(moreUses, moreOrder);
    }

    public int size() {
        return order.size();
    }

    /** Oldest first. */
    public List<Use> inOrder() {
        return order.stream().map(this::known).toList();
    }

    private Use known(Fingerprint key) {
        var use = uses.get(key);
        if (use == null) {
            throw new AssertionError("a key in the order is in the map");
        }
        return use;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecentKeys keys && keys.inOrder().equals(inOrder());
    }

    @Override
    public int hashCode() {
        return uses.hashCode();
    }
}
