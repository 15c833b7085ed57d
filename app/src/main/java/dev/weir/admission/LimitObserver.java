package dev.weir.admission;

/** Sees who is beyond a limit. Called from many threads; must return at once. */
@FunctionalInterface
public interface LimitObserver {

    LimitObserver NONE = (limit, client, isNew) -> {};

    /**
     * Somebody was refused.
     *
     * @param limit its name
     * @param client a subject or an address
     * @param isNew whether this client was not refused by this limit within the last minute
     */
    void limited(String limit, String client, boolean isNew);
}
