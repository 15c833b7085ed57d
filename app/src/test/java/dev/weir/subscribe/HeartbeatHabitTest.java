package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatHabitTest {

    private static final Duration NOMINAL = Duration.ofSeconds(25);

    private final HeartbeatHabit habit = new HeartbeatHabit(Duration.ofSeconds(5), NOMINAL);
    private long now = -7_000_000_000L;

    @Test
    void keeps_the_nominal_interval_while_nothing_is_known() {
        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);
        assertThat(habit.reason()).isNull();
        assertThat(habit.suspicious()).isFalse();
    }

    @Test
    void a_proxy_that_cuts_after_twelve_seconds_of_silence_is_found_out() {
        diesEvery(Duration.ofSeconds(12), 2);
        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);

        diesEvery(Duration.ofSeconds(12), 1);

        assertThat(habit.interval(NOMINAL)).isEqualTo(Duration.ofSeconds(9));
        assertThat(habit.reason())
                .isEqualTo("streams of this client died after 12.0 s of silence, so heartbeats come every 9.0 s");
        assertThat(habit.interval(Duration.ofSeconds(8))).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void a_crowd_that_is_cut_at_once_counts_like_one() {
        for (int i = 0; i < 1_000; i++) {
            died(Duration.ofMillis(12_000 + i % 50));
        }
        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);

        pass(NOMINAL);
        died(Duration.ofSeconds(12));

        assertThat(habit.interval(NOMINAL)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void another_stream_that_lives_through_as_much_proves_that_nothing_cuts() {
        for (int i = 0; i < 20; i++) {
            diesEvery(Duration.ofSeconds(12), 1);
            assertThat(habit.suspicious()).isTrue();
            habit.survived(Duration.ofSeconds(24));
        }

        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);
    }

    @Test
    void people_who_leave_at_any_time_are_no_proxy() {
        for (int silence = 6; silence < 24; silence += 4) {
            diesEvery(Duration.ofSeconds(silence), 1);
        }

        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);
    }

    @Test
    void a_silence_below_the_least_interval_teaches_nothing() {
        diesEvery(Duration.ofSeconds(4), 20);

        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);
    }

    @Test
    void never_goes_below_the_least_interval() {
        diesEvery(Duration.ofMillis(5_500), 10);

        assertThat(habit.interval(NOMINAL)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void does_not_adapt_when_the_least_interval_is_the_nominal_one() {
        var fixed = new HeartbeatHabit(NOMINAL, NOMINAL);
        for (int i = 0; i < 10; i++) {
            now += Duration.ofSeconds(30).toNanos();
            fixed.died(Duration.ofSeconds(26), Duration.ofMinutes(5), now);
        }

        assertThat(fixed.interval(NOMINAL)).isEqualTo(NOMINAL);
    }

    @Test
    void finds_its_way_down_when_deaths_are_only_seen_with_the_next_heartbeat() {
        for (int i = 0; i < 40; i++) {
            var interval = habit.interval(NOMINAL);
            if (interval.compareTo(Duration.ofSeconds(12)) > 0) {
                diesEvery(interval, 1);
            }
        }

        assertThat(habit.interval(NOMINAL)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(12));
    }

    @Test
    void grows_again_while_nothing_dies_and_forgets() {
        diesEvery(Duration.ofSeconds(12), 3);
        assertThat(habit.relax(now)).isFalse();

        pass(HeartbeatHabit.STABLE_FIRST);
        assertThat(habit.relax(now)).isTrue();
        assertThat(habit.interval(NOMINAL)).isEqualTo(Duration.ofMillis(11_250));
        for (int i = 0; i < 4; i++) {
            pass(HeartbeatHabit.STABLE_FIRST);
            habit.relax(now);
        }

        assertThat(habit.interval(NOMINAL)).isEqualTo(NOMINAL);
        assertThat(habit.reason()).isNull();
    }

    @Test
    void one_more_death_brings_it_back_and_the_next_try_comes_later() {
        diesEvery(Duration.ofSeconds(12), 3);
        pass(HeartbeatHabit.STABLE_FIRST);
        habit.relax(now);
        pass(HeartbeatHabit.STABLE_FIRST);
        habit.relax(now);
        assertThat(habit.interval(NOMINAL)).isGreaterThan(Duration.ofSeconds(12));

        died(Duration.ofSeconds(12));
        assertThat(habit.interval(NOMINAL)).isEqualTo(Duration.ofSeconds(9));

        pass(HeartbeatHabit.STABLE_FIRST);
        assertThat(habit.relax(now)).isFalse();
        pass(HeartbeatHabit.STABLE_FIRST);
        assertThat(habit.relax(now)).isTrue();
    }

    @Test
    void counts_early_deaths_of_the_last_ten_minutes_whose_client_came_back() {
        habit.died(Duration.ZERO, Duration.ofSeconds(59), now);
        habit.died(Duration.ZERO, Duration.ofSeconds(60), now);
        habit.cameBack(now);
        habit.cameBack(now);
        pass(Duration.ofMinutes(6));
        habit.died(Duration.ZERO, Duration.ofSeconds(1), now);
        habit.died(Duration.ZERO, Duration.ofSeconds(1), now);
        habit.cameBack(now);
        assertThat(habit.earlyDeaths()).isEqualTo(2);

        pass(Duration.ofMinutes(5));
        habit.relax(now);

        assertThat(habit.earlyDeaths()).isEqualTo(1);
    }

    private void diesEvery(Duration silence, int times) {
        for (int i = 0; i < times; i++) {
            pass(silence.plusSeconds(3));
            died(silence);
        }
    }

    private void died(Duration silence) {
        habit.died(silence, Duration.ofMinutes(5), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
