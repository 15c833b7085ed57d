package dev.weir.admission;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * At most so many streams read from the journal at once; the others wait for their turn in the order in which they asked.
 * From any thread.
 *
 * <p>A turn is for one page: a stream that needs many gives way to the others after each, so that a client that takes its
 * pages slowly holds nobody up.
 */
public final class CatchUpTurns {

    /** Who waits for longer than this many whole rounds is better served later. */
    static final int ROUNDS_MAX = 20;

    private final int max;
    private int taken;

    /** Streams of this node, each at most once. */
    private final Set<Turn> waiting = new LinkedHashSet<>();

    /** @param max {@code connections.catch-up-max} */
    public CatchUpTurns(int max) {
        this.max = max;
    }

    /** One stream's turn: waits, has it, or is done. */
    public final class Turn {

        private final Runnable granted;
        private boolean mine;
        private boolean done;

        private Turn(Runnable granted) {
            this.granted = granted;
        }

        /** Gives it to whoever waits for longest, or gives up waiting; a second time does nothing. */
        public void done() {
            CatchUpTurns.this.done(this);
        }
    }

    /** @param granted called once, soon or later, on this thread or on one that gives its turn up; must return at once */
    public Turn ask(Runnable granted) {
        var turn = new Turn(granted);
        synchronized (this) {
            if (taken == max) {
                waiting.add(turn);
                return turn;
            }
            taken++;
            turn.mine = true;
        }
        granted.run();
        return turn;
    }

    /** Whether so many wait that a newcomer should rather come back later. */
    public synchronized boolean full() {
        return waiting.size() >= (long) max * ROUNDS_MAX;
    }

    private void done(Turn turn) {
        var next = next(turn);
        if (next != null) {
            next.granted.run();
        }
    }

    /** To whom the turn passes. */
    private synchronized @Nullable Turn next(Turn turn) {
        if (turn.done) {
            return null;
        }
        turn.done = true;
        if (!turn.mine) {
            waiting.remove(turn);
            return null;
        }
        var rest = waiting.iterator();
        if (!rest.hasNext()) {
            taken--;
            return null;
        }
        var next = rest.next();
        rest.remove();
        next.mine = true;
        return next;
    }
}
