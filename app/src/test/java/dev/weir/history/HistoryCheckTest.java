package dev.weir.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.history.Anomaly.Kind;
import dev.weir.history.History.Event;
import dev.weir.history.History.Gap;
import dev.weir.history.History.Outcome;
import dev.weir.history.History.Published;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each anomaly is planted into a history that is without one, and must be seen. */
class HistoryCheckTest {

    private static final int EVENTS = 5;

    private final History history = new History();
    private final List<Event> stored = new ArrayList<>();

    /** Published one after another, each acknowledged before the next, and one whose outcome nobody knows. */
    private void publishAll() {
        for (int seq = 1; seq <= EVENTS; seq++) {
            publish("e" + seq, Outcome.STORED, seq, 10L * seq);
            stored.add(new Event(seq, "e" + seq));
        }
    }

    private void publish(String data, Outcome outcome, long seq, long at) {
        history.published(new Published("t", data, outcome, seq, at, at + 5));
    }

    private void replay() {
        history.replayed("a", "t", stored);
        history.replayed("b", "t", stored);
    }

    private void tell(long... seqs) {
        for (long seq : seqs) {
            history.told("reader", "t", new Event(seq, "e" + seq));
        }
    }

    private List<Kind> kinds() {
        return HistoryCheck.anomalies(history).stream()
                .map(Anomaly::kind)
                .distinct()
                .toList();
    }

    @Test
    void a_history_as_promised_has_none() {
        publishAll();
        publish("unknown and stored", Outcome.UNKNOWN, 0, 1_000);
        publish("unknown and not stored", Outcome.UNKNOWN, 0, 1_000);
        publish("refused", Outcome.REFUSED, 0, 1_000);
        stored.add(new Event(6, "unknown and stored"));
        replay();
        tell(1, 2, 3, 4, 5);
        history.told("reader", "t", new Event(6, "unknown and stored"));

        assertThat(HistoryCheck.anomalies(history)).isEmpty();
    }

    @Test
    void publishes_at_the_same_time_may_have_any_order() {
        history.published(new Published("t", "e1", Outcome.STORED, 1, 10, 30));
        history.published(new Published("t", "e2", Outcome.STORED, 2, 5, 20));
        stored.add(new Event(1, "e1"));
        stored.add(new Event(2, "e2"));
        replay();

        assertThat(kinds()).isEmpty();
    }

    @Test
    void sees_an_acknowledged_event_that_is_lost_at_the_end() {
        publishAll();
        stored.remove(EVENTS - 1);
        replay();
        tell(1, 2, 3, 4);

        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void sees_an_acknowledged_event_that_another_took_the_place_of() {
        publishAll();
        publish("other", Outcome.UNKNOWN, 0, 1);
        stored.set(2, new Event(3, "other"));
        replay();

        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void sees_a_hole_in_what_is_stored() {
        publishAll();
        stored.remove(2);
        replay();

        assertThat(kinds()).containsExactly(Kind.NOT_CONTIGUOUS, Kind.LOST);
    }

    @Test
    void sees_an_event_that_is_stored_twice() {
        publishAll();
        stored.add(new Event(6, "e5"));
        replay();

        assertThat(kinds()).containsExactly(Kind.DOUBLED);
    }

    @Test
    void sees_an_event_that_nobody_published() {
        publishAll();
        stored.add(new Event(6, "nobody's"));
        replay();

        assertThat(kinds()).containsExactly(Kind.INVENTED);
    }

    @Test
    void sees_an_event_that_was_refused_and_stored() {
        publishAll();
        publish("refused", Outcome.REFUSED, 0, 1_000);
        stored.add(new Event(6, "refused"));
        replay();

        assertThat(kinds()).containsExactly(Kind.INVENTED);
    }

    @Test
    void sees_an_event_of_another_topic() {
        publishAll();
        history.published(new Published("other", "elsewhere", Outcome.STORED, 1, 1_000, 1_001));
        history.replayed("a", "other", List.of(new Event(1, "elsewhere")));
        stored.add(new Event(6, "elsewhere"));
        replay();

        assertThat(kinds()).containsExactly(Kind.INVENTED);
    }

    @Test
    void sees_numbers_against_the_order_of_publishes() {
        history.published(new Published("t", "e1", Outcome.STORED, 2, 10, 15));
        history.published(new Published("t", "e2", Outcome.STORED, 1, 20, 25));
        stored.add(new Event(1, "e2"));
        stored.add(new Event(2, "e1"));
        replay();

        assertThat(kinds()).containsExactly(Kind.REORDERED);
    }

    @Test
    void sees_two_nodes_that_disagree() {
        publishAll();
        replay();
        history.replayed("b", "t", stored.subList(0, EVENTS - 1));

        assertThat(kinds()).containsExactly(Kind.DIVERGED);
    }

    @Test
    void sees_what_a_subscriber_is_told_twice() {
        publishAll();
        replay();
        tell(1, 2, 2, 3, 4, 5);

        assertThat(kinds()).containsExactly(Kind.DOUBLED);
    }

    @Test
    void sees_what_a_subscriber_is_told_again_after_it_came_back() {
        publishAll();
        replay();
        tell(1, 2, 3, 2, 3, 4, 5);

        assertThat(kinds()).contains(Kind.REORDERED);
    }

    @Test
    void sees_what_a_subscriber_is_not_told() {
        publishAll();
        replay();
        tell(1, 2, 4, 5);

        assertThat(kinds()).containsExactly(Kind.SKIPPED);
    }

    @Test
    void sees_a_gap_where_nothing_is_missing() {
        publishAll();
        replay();
        tell(1, 2);
        history.told("reader", "t", new Gap("{}"));
        tell(3, 4, 5);

        assertThat(kinds()).containsExactly(Kind.FALSE_GAP);
    }

    @Test
    void a_gap_that_names_what_retention_has_taken_is_none() {
        publishAll();
        replay();
        history.told("reader", "t", new Gap("{}", 1, 2));
        tell(2, 3);
        history.told("reader", "t", new Gap("{}", 4, 4));
        tell(5);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void sees_a_gap_that_names_more_than_retention_can_have_taken() {
        publishAll();
        replay();
        history.told("reader", "t", new Gap("{}", 3, 2));
        tell(4, 5);

        assertThat(kinds()).containsExactly(Kind.FALSE_GAP);
    }

    @Test
    void sees_a_gap_that_names_what_the_subscriber_has() {
        publishAll();
        replay();
        tell(1, 2, 3);
        history.told("reader", "t", new Gap("{}", 3, 4));
        tell(4, 5);

        assertThat(kinds()).containsExactly(Kind.FALSE_GAP);
    }

    @Test
    void sees_that_more_is_missing_than_a_gap_says() {
        publishAll();
        replay();
        history.told("reader", "t", new Gap("{}", 1, 4));
        tell(3, 4, 5);

        assertThat(kinds()).containsExactly(Kind.SKIPPED);
    }

    @Test
    void sees_a_subscriber_who_was_told_something_else() {
        publishAll();
        replay();
        tell(1, 2, 3, 4);
        history.told("reader", "t", new Event(5, "e4"));

        assertThat(kinds()).containsExactly(Kind.DIVERGED);
    }

    @Test
    void sees_a_subscriber_who_was_told_what_is_not_stored() {
        publishAll();
        replay();
        tell(1, 2, 3, 4, 5, 6);

        assertThat(kinds()).containsExactly(Kind.DIVERGED);
    }

    @Test
    void sees_a_subscriber_who_never_came_to_the_end() {
        publishAll();
        replay();
        tell(1, 2, 3);

        assertThat(kinds()).containsExactly(Kind.BEHIND);
    }
}
