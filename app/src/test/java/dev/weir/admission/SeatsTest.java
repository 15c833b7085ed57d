package dev.weir.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.ClientAddress;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeatsTest {

    private static final TopicName A = new TopicName("a");
    private static final TopicName B = new TopicName("b");

    @Test
    void the_node_has_as_many_seats_as_it_has() {
        var seats = new Seats(settings(2, 0, 0, 0));

        assertThat(seats.take(seat("1.1.1.1"))).isNull();
        assertThat(seats.take(seat("1.1.1.2"))).isNull();
        var refused = seats.take(seat("1.1.1.3"));

        assertThat(refused)
                .isEqualTo(new SeatRefusal(
                        Refusal.NODE_FULL, "streams on this node: 2 (expected: fewer than 2, connections.max)"));
        assertThat(refused).extracting(SeatRefusal::end).isEqualTo(StreamEnd.OVERLOAD);
        seats.release(seat("1.1.1.1"));
        assertThat(seats.take(seat("1.1.1.3"))).isNull();
        assertThat(seats.taken()).isEqualTo(2);
    }

    @Test
    void an_address_has_its_own_limit_and_leaves_others_alone() {
        var seats = new Seats(settings(10, 2, 0, 0));
        seats.take(seat("1.1.1.1"));
        seats.take(seat("1.1.1.1"));

        var refused = seats.take(seat("1.1.1.1"));

        assertThat(refused)
                .isEqualTo(new SeatRefusal(
                        Refusal.TOO_MANY_STREAMS,
                        "streams of this address: 2 (expected: fewer than 2, connections.per-address)"));
        assertThat(refused).extracting(SeatRefusal::end).isEqualTo(StreamEnd.RATE);
        assertThat(seats.take(seat("1.1.1.2"))).isNull();
        assertThat(seats.taken()).isEqualTo(3);
    }

    @Test
    void addresses_of_one_ipv6_network_share_its_limit() {
        var seats = new Seats(settings(10, 1, 0, 0));
        seats.take(seat("2001:db8:1:2::1"));

        assertThat(seats.take(seat("2001:db8:1:2:ffff::9"))).isNotNull();
        assertThat(seats.take(seat("2001:db8:1:3::1"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"99, 0, 99", "100, 0, 99", "1000, 0, 990", "1000, 5000, 990", "1000, 700, 700", "10, 10, 10"})
    void one_address_cannot_take_all_seats_of_a_node(int max, int perAddress, int most) {
        var seats = new Seats(settings(max, perAddress, 0, 0));
        int got = 0;
        while (seats.take(seat("1.1.1.1")) == null) {
            got++;
        }

        assertThat(got).isEqualTo(most);
        assertThat(seats.take(seat("1.1.1.2")) == null).isEqualTo(most < max);
    }

    @Test
    void a_subject_has_a_limit_and_callers_without_one_do_not_share_it() {
        var seats = new Seats(settings(10, 0, 1, 0));
        seats.take(seat("1.1.1.1", "alice", A));

        assertThat(seats.take(seat("1.1.1.2", "alice", B)))
                .extracting(SeatRefusal::detail)
                .isEqualTo("streams of this subject: 1 (expected: fewer than 1, connections.per-subject)");
        assertThat(seats.take(seat("1.1.1.2", "bob", A))).isNull();
        assertThat(seats.take(seat("1.1.1.3", null, A))).isNull();
        assertThat(seats.take(seat("1.1.1.3", null, A))).isNull();
    }

    @Test
    void a_topic_has_a_limit_and_a_refused_stream_takes_nothing_of_its_other_topics() {
        var seats = new Seats(settings(10, 0, 0, 1));
        seats.take(seat("1.1.1.1", null, A));

        assertThat(seats.take(seat("1.1.1.2", null, B, A)))
                .extracting(SeatRefusal::detail)
                .isEqualTo("streams of topic a: 1 (expected: fewer than 1, connections.per-topic)");
        assertThat(seats.take(seat("1.1.1.2", null, B))).isNull();
        seats.release(seat("1.1.1.1", null, A));
        assertThat(seats.take(seat("1.1.1.2", null, A))).isNull();
    }

    @Test
    void a_caller_beyond_its_own_limit_is_told_so_on_a_full_node_too() {
        var seats = new Seats(settings(1, 0, 1, 0));
        seats.take(seat("1.1.1.1", "alice", A));

        assertThat(seats.take(seat("1.1.1.1", "alice", A)))
                .extracting(SeatRefusal::refusal)
                .isEqualTo(Refusal.TOO_MANY_STREAMS);
    }

    private static Seat seat(String address) {
        return seat(address, null, A);
    }

    private static Seat seat(String address, @Nullable String subject, TopicName... topics) {
        return new Seat(new ClientAddress(address, null), subject, List.of(topics));
    }

    private static AdmissionSettings settings(int max, int perAddress, int perSubject, int perTopic) {
        return new AdmissionSettings(
                max,
                Overflow.REJECT,
                perAddress,
                perSubject,
                perTopic,
                1_000,
                200,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30));
    }
}
