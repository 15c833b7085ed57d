package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ContinuityTest {

    private final Continuity one = new Continuity(0, 1, 2);

    private void events(int publisher, long... numbers) {
        LongStream.of(numbers).forEach(number -> one.event(publisher, number));
    }

    @Test
    void is_whole_when_every_publisher_s_events_came_once_in_order() {
        events(0, 1, 2);
        events(1, 1);
        events(0, 3);

        assertThat(one.tally(new long[] {3, 1})).isEqualTo(new Tally(1, 4, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void counts_a_gap_and_all_that_is_lost_in_it() {
        events(0, 1, 5, 6);

        assertThat(one.tally(new long[] {6, 0})).isEqualTo(new Tally(1, 3, 1, 3, 0, 0, 0, 1));
    }

    @Test
    void counts_what_is_missing_at_the_beginning_and_at_the_end() {
        one.beginAfter(new long[] {10, 20});
        events(0, 12);
        events(1, 21);

        assertThat(one.tally(new long[] {12, 23})).isEqualTo(new Tally(1, 2, 2, 3, 0, 0, 0, 1));
    }

    @Test
    void counts_a_double() {
        events(0, 1, 2, 2, 1, 3);

        assertThat(one.tally(new long[] {3, 0})).isEqualTo(new Tally(1, 5, 0, 0, 2, 0, 0, 1));
        assertThat(one.received()).isEqualTo(3);
    }

    @Test
    void counts_two_that_changed_places_as_out_of_order_and_not_as_lost() {
        events(0, 1, 3, 2, 4);

        assertThat(one.tally(new long[] {4, 0})).isEqualTo(new Tally(1, 4, 1, 0, 0, 1, 0, 1));
    }

    @Test
    void counts_events_of_another_topic_and_of_nobody_as_stray() {
        var second = new Continuity(1, 2, 4);

        second.event(1, 1);
        second.event(3, 1);
        second.event(2, 1);
        second.event(4, 1);

        assertThat(second.tally(new long[] {9, 1, 9, 1})).isEqualTo(new Tally(1, 2, 0, 0, 0, 0, 2, 1));
    }

    @Test
    void tells_how_much_is_still_to_come() {
        events(0, 1, 2);

        assertThat(one.behind(new long[] {5, 4})).isEqualTo(7);
    }
}
