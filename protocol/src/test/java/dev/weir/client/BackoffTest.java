package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final ReconnectPolicy POLICY = new ReconnectPolicy(
            Duration.ofSeconds(1), 2, Duration.ofSeconds(30), Duration.ofMillis(100), 0.5, 3, Duration.ofSeconds(35));

    private static Backoff drawing(double random) {
        return new Backoff(POLICY, () -> random);
    }

    private static List<Long> millisOfNine(Backoff backoff) {
        var delays = new ArrayList<Long>();
        for (int i = 0; i < 9; i++) {
            backoff.failed();
            delays.add(backoff.own().toMillis());
        }
        return delays;
    }

    @Test
    void doubles_from_one_second_to_thirty() {
        assertThat(millisOfNine(drawing(0)))
                .containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void draws_the_share_of_the_jitter_downwards() {
        assertThat(millisOfNine(drawing(1))).startsWith(500L, 1_000L, 2_000L).endsWith(15_000L);
        assertThat(drawing(0.5).own()).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void never_comes_back_sooner_than_the_shortest_delay() {
        var backoff = drawing(0);
        backoff.retry(Duration.ofMillis(5));
        backoff.failed();

        assertThat(backoff.own()).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.asked(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void takes_the_retry_of_the_server_for_the_first_delay() {
        var backoff = drawing(0);
        backoff.retry(Duration.ofSeconds(10));

        assertThat(millisOfNine(backoff)).startsWith(10_000L, 20_000L, 30_000L, 30_000L);
    }

    @Test
    void a_longer_retry_than_the_longest_delay_wins() {
        var backoff = drawing(0);
        backoff.retry(Duration.ofSeconds(45));
        backoff.failed();
        backoff.failed();

        assertThat(backoff.own()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void a_retry_of_all_time_is_a_day() {
        var backoff = drawing(0);
        backoff.retry(Duration.ofMillis(Long.MAX_VALUE));

        assertThat(backoff.own()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void what_everybody_was_told_is_never_earlier_and_spread_later() {
        assertThat(drawing(0).asked(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(4));
        assertThat(drawing(1).asked(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void what_the_server_has_drawn_is_taken_as_it_is() {
        assertThat(drawing(1).drawnByServer(Duration.ofMillis(2_741))).isEqualTo(Duration.ofMillis(2_741));
    }

    @Test
    void a_wish_of_zero_is_none() {
        assertThat(drawing(0).asked(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(drawing(0).drawnByServer(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void is_used_up_after_as_many_failures_as_the_policy_allows() {
        var backoff = drawing(0);
        backoff.failed();
        backoff.failed();
        assertThat(backoff.isUsedUp()).isFalse();
        backoff.failed();
        assertThat(backoff.isUsedUp()).isTrue();

        backoff.succeeded();

        assertThat(backoff.isUsedUp()).isFalse();
        assertThat(backoff.failures()).isZero();
    }
}
