package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.crowd.EventCheck.Fault;
import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker finds what it is there to find. */
class EventCheckTest {

    private static final long SENT = 9;

    private final EventCheck check = new EventCheck(List.of("t"), topic -> SENT);

    @BeforeEach
    void openAndReadTwo() {
        check.opened("t", "1-3");
        event(4);
        event(5);
    }

    private void event(long number) {
        check.event("t " + number, "1-" + number);
    }

    private void assertFound(Fault... faults) {
        assertThat(check.found()).extracting(EventCheck.Found::fault).containsExactly(faults);
        assertThat(check.faults()).isEqualTo(faults.length);
    }

    @Test
    void a_whole_stream_has_no_faults_over_several_connections() {
        check.standsAt("1-5");
        check.opened("t", "1-5");
        event(6);
        check.standsAt("1-6~");

        assertFound();
        assertThat(check.events()).isEqualTo(3);
        assertThat(check.behind(topic -> SENT)).isEqualTo(3);
    }

    @Test
    void a_lost_event_is_found() {
        event(7);

        assertFound(Fault.LOST);
    }

    @Test
    void an_event_that_is_lost_at_the_end_is_missing() {
        event(6);

        assertThat(check.behind(topic -> 7)).isEqualTo(1);
    }

    @Test
    void a_doubled_event_is_found() {
        event(5);

        assertFound(Fault.DOUBLED);
    }

    @Test
    void a_reordered_event_is_found_where_it_is_missing_and_where_it_comes() {
        event(7);
        event(6);
        event(6);

        assertFound(Fault.LOST, Fault.REORDERED, Fault.DOUBLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t 10", "t 0", "t -6", "t", "u 6", "", "t 6x"})
    void an_invented_event_is_found(String data) {
        check.event(data, "1-6");

        assertFound(Fault.INVENTED);
    }

    @Test
    void an_event_under_the_id_of_another_is_found() {
        check.event("t 6", "1-7");

        assertFound(Fault.INVENTED);
    }

    @Test
    void a_silent_gap_between_two_streams_is_found() {
        check.opened("t", "1-6");
        event(7);

        assertFound(Fault.SILENT_GAP);
    }

    @Test
    void a_stream_that_begins_again_is_found() {
        check.opened("t", "1-4");

        assertFound(Fault.DOUBLED);
    }

    @Test
    void a_gap_that_is_told_is_counted() {
        check.gap("t", "1-7");
        event(8);

        assertFound();
        assertThat(check.gaps()).isEqualTo(1);
    }

    @Test
    void another_epoch_is_found() {
        check.opened("t", "2-5");

        assertThat(check.found()).extracting(EventCheck.Found::fault).contains(Fault.INVENTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-4", "1-6", "", "what"})
    void an_id_that_says_something_else_than_the_client_has_is_found(String id) {
        check.standsAt(id);

        assertFound(Fault.INVENTED);
    }

    @Test
    void topics_of_one_stream_are_judged_apart() {
        var both = new EventCheck(List.of("a", "b"), topic -> SENT);
        both.opened("a", "1-1");
        both.opened("b", "0-0");
        both.event("b 1", "whatever");
        both.event("a 2", "whatever");
        both.standsAt(id(2, 1));
        assertThat(both.found()).isEmpty();

        both.event("a 1", "whatever");
        both.event("b 3", "whatever");
        both.standsAt(id(2, 2));

        assertThat(both.found())
                .extracting(EventCheck.Found::fault)
                .containsExactly(Fault.DOUBLED, Fault.LOST, Fault.INVENTED);
    }

    private static String id(long a, long b) {
        return Cursor.of(Map.of(
                        new TopicName("a"), new Position(1, a),
                        new TopicName("b"), new Position(1, b)))
                .id();
    }
}
