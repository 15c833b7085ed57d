package dev.weir.bench;

import java.util.concurrent.TimeUnit;

/** How fast each client of one loop reads: all that comes, or a little in every turn. */
final class ReadPace {

    /** Bytes a second, for no bound. */
    static final int FULL = 0;

    private static final int TURNS_PER_SECOND = 4;
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1) / TURNS_PER_SECOND;

    private int bytesPerTurn;
    private long nextTurnAt = System.nanoTime();

    /** @param bytesPerSecond of each client, at least {@value #TURNS_PER_SECOND}; or {@link #FULL} */
    void set(int bytesPerSecond) {
        bytesPerTurn = bytesPerSecond / TURNS_PER_SECOND;
        nextTurnAt = System.nanoTime();
    }

    boolean isFull() {
        return bytesPerTurn == FULL;
    }

    /** How many bytes may be read at once into a buffer of so many. */
    int bytesMax(int capacity) {
        return isFull() ? capacity : Math.min(capacity, bytesPerTurn);
    }

    /** Whether everybody may read again. */
    boolean takeTurn(long now) {
        if (isFull() || now - nextTurnAt < 0) {
            return false;
        }
        nextTurnAt += TURN_NANOS;
        if (nextTurnAt - now <= 0) {
            nextTurnAt = now + TURN_NANOS;
        }
        return true;
    }

    long nanosToTurn(long now) {
        return isFull() ? Long.MAX_VALUE : Math.max(0, nextTurnAt - now);
    }
}
