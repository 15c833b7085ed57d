package dev.weir.wire;

import org.jspecify.annotations.Nullable;

/**
 * How far a reader has come in one topic: everything up to {@code seq} of {@code epoch} has been seen.
 *
 * <p>Text form {@code <epoch>-<seq>}, both decimal without leading zeros. {@link #START} ({@code 0-0}) is before
 * everything, also of a topic that does not exist yet; {@code <epoch>-0} is before the first event of that epoch.
 * Positions of different epochs do not compare.
 *
 * @param epoch from 1, raised when a topic's history is lost; 0 only in {@link #START}; at most 18 digits
 * @param seq from 1 without holes under one epoch; 0 is before the first; at most 18 digits
 */
public record Position(long epoch, long seq) {

    public static final Position START = new Position(0, 0);

    /** The largest epoch and seq: what 18 digits can say. */
    public static final long NUMBER_MAX = 999_999_999_999_999_999L;

    private static final int DIGITS_MAX = 18;

    public Position {
        if (!isLegal(epoch, seq)) {
            throw new IllegalArgumentException("position: " + epoch + "-" + seq
                    + " (expected: epoch >= 1 and seq >= 0 of at most 18 digits, or 0-0)");
        }
    }

    static boolean isLegal(long epoch, long seq) {
        boolean inRange = epoch >= 0 && epoch <= NUMBER_MAX && seq >= 0 && seq <= NUMBER_MAX;
        return inRange && (epoch != 0 || seq == 0);
    }

    /** The position that this text says, or null when it is not exactly the text form of one. */
    public static @Nullable Position parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long epoch = decimal(text, 0, dash);
        long seq = decimal(text, dash + 1, text.length());
        return isLegal(epoch, seq) ? new Position(epoch, seq) : null;
    }

    /** The number, or -1 when it is none, is too long, or has a leading zero. */
    private static long decimal(String text, int from, int to) {
        int digits = to - from;
        if (digits < 1 || digits > DIGITS_MAX || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    @Override
    public String toString() {
        return epoch + "-" + seq;
    }
}
