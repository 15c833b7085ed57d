package dev.weir.bench;

import java.util.Locale;

/**
 * What came over streams, and what was wrong with it.
 *
 * @param streams how many are counted here
 * @param received events
 * @param gaps places where at least one event was missing
 * @param lost events that never came
 * @param doubled events that came again
 * @param outOfOrder events that came after a later one of the same publisher
 * @param stray events that do not belong on the stream
 * @param affected streams on which anything of this happened
 */
record Tally(
        long streams, long received, long gaps, long lost, long doubled, long outOfOrder, long stray, long affected) {

    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                streams + other.streams,
                received + other.received,
                gaps + other.gaps,
                lost + other.lost,
                doubled + other.doubled,
                outOfOrder + other.outOfOrder,
                stray + other.stray,
                affected + other.affected);
    }

    boolean isWhole() {
        return lost == 0 && doubled == 0 && outOfOrder == 0 && stray == 0;
    }

    /** In one line for people. */
    String text() {
        if (isWhole()) {
            return String.format(
                    Locale.ROOT,
                    "%,d streams, %,d events, each checked: none lost, doubled or out of order",
                    streams,
                    received);
        }
        return String.format(
                Locale.ROOT,
                "%,d lost in %,d gaps, %,d doubled, %,d out of order, %,d stray, on %,d of %,d streams",
                lost,
                gaps,
                doubled,
                outOfOrder,
                stray,
                affected,
                streams);
    }
}
