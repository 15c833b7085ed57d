package dev.weir.access;

/** What a {@link KeySet} lets an onlooker see, from any thread. */
public interface KeySetObserver {

    void fetched();

    /** Not answered, not in time, or no key set. */
    void failed();
}
