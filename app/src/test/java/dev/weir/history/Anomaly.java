package dev.weir.history;

/** Something in a history that Weir promises not to happen. */
public record Anomaly(Kind kind, String what) {

    public enum Kind {
        /** Acknowledged, and not where it was acknowledged to be. */
        LOST,
        /** Stored twice, or told twice to one subscriber. */
        DOUBLED,
        /** Later than one that was published after it was acknowledged, or told in another order than stored. */
        REORDERED,
        /** Stored although nobody published it, or although it was refused. */
        INVENTED,
        /** Left out without a gap being told. */
        SKIPPED,
        /** A gap was told, and nothing is missing. */
        FALSE_GAP,
        /** Two nodes, or a node and a subscriber, do not say the same of one number. */
        DIVERGED,
        /** Numbers are missing. */
        NOT_CONTIGUOUS,
        /** A subscriber did not come to the end. */
        BEHIND
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
