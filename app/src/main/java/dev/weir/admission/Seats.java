package dev.weir.admission;

import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the seats that are taken, and gives none beyond a cap. For one thread.
 *
 * <p>A hundredth of the node's seats is kept from any one address, so that none can take all of them, whatever
 * {@code connections.per-address} is.
 */
public final class Seats {

    private static final int RESERVE_SHARE = 100;

    private final AdmissionSettings settings;
    private final int perAddress;
    private int taken;

    /** Each has at most {@code connections.max} entries, topics as many for each topic of a stream. */
    private final Map<String, Integer> byAddress = new HashMap<>();

    private final Map<String, Integer> bySubject = new HashMap<>();
    private final Map<TopicName, Integer> byTopic = new HashMap<>();

    public Seats(AdmissionSettings settings) {
        this.settings = settings;
        int butReserve = settings.max() - settings.max() / RESERVE_SHARE;
        perAddress = settings.perAddress() == 0 ? butReserve : Math.min(settings.perAddress(), butReserve);
    }

    /**
     * Takes it, if no cap is in the way. Limits of the caller's own come first: who is beyond them is refused for that,
     * also on a full node.
     *
     * @return null when it is taken
     */
    public @Nullable SeatRefusal take(Seat seat) {
        var refusal = ownLimit(seat);
        if (refusal == null && taken >= settings.max()) {
            refusal = new SeatRefusal(
                    Refusal.NODE_FULL,
                    "streams on this node: " + taken + " (expected: fewer than " + settings.max()
                            + ", connections.max)");
        }
        if (refusal == null) {
            count(seat, 1);
        }
        return refusal;
    }

    /** Gives back what was taken. */
    public void release(Seat seat) {
        count(seat, -1);
    }

    public int taken() {
        return taken;
    }

    private @Nullable SeatRefusal ownLimit(Seat seat) {
        int ofAddress = byAddress.getOrDefault(seat.client().network(), 0);
        if (perAddress < settings.max() && ofAddress >= perAddress) {
            return own("streams of this address", ofAddress, perAddress, "connections.per-address");
        }
        if (seat.subject() != null && settings.perSubject() > 0) {
            int ofSubject = bySubject.getOrDefault(seat.subject(), 0);
            if (ofSubject >= settings.perSubject()) {
                return own("streams of this subject", ofSubject, settings.perSubject(), "connections.per-subject");
            }
        }
        return settings.perTopic() == 0 ? null : topicLimit(seat);
    }

    private @Nullable SeatRefusal topicLimit(Seat seat) {
        for (var topic : seat.topics()) {
            int ofTopic = byTopic.getOrDefault(topic, 0);
            if (ofTopic >= settings.perTopic()) {
                return own("streams of topic " + topic, ofTopic, settings.perTopic(), "connections.per-topic");
            }
        }
        return null;
    }

    private static SeatRefusal own(String what, int taken, int most, String key) {
        return new SeatRefusal(
                Refusal.TOO_MANY_STREAMS, what + ": " + taken + " (expected: fewer than " + most + ", " + key + ")");
    }

    private void count(Seat seat, int by) {
        taken += by;
        count(byAddress, seat.client().network(), by);
        if (seat.subject() != null) {
            count(bySubject, seat.subject(), by);
        }
        if (settings.perTopic() > 0) {
            seat.topics().forEach(topic -> count(byTopic, topic, by));
        }
    }

    private static <K> void count(Map<K, Integer> counts, K key, int by) {
        counts.merge(key, by, (before, more) -> before + more == 0 ? null : before + more);
    }
}
