package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QualityTest {

    private long now = 1;
    private final ConnectionProgress progress =
            new ConnectionProgress(Cursor.of(new TopicName("t"), Position.START), () -> now);
    private final HeartbeatHabit habit = new HeartbeatHabit(Duration.ofSeconds(5), Duration.ofSeconds(25));

    @BeforeEach
    void open() {
        progress.taken(false);
    }

    @Test
    void a_stream_whose_client_takes_all_at_once_is_good() {
        progress.pushed(10, true);
        pass(Duration.ofMillis(1_999));

        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void one_that_has_bytes_waiting_is_fair_and_then_poor() {
        progress.pushed(10, true);
        pass(Duration.ofSeconds(2));
        assertThat(quality()).isEqualTo(Quality.FAIR);

        pass(Duration.ofSeconds(13));
        assertThat(quality()).isEqualTo(Quality.POOR);
    }

    @Test
    void one_that_was_slow_is_fair_for_another_minute() {
        progress.pushed(10, true);
        pass(Duration.ofSeconds(20));
        progress.taken(true);

        pass(Duration.ofSeconds(60));
        assertThat(quality()).isEqualTo(Quality.FAIR);
        pass(Duration.ofSeconds(1));
        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void one_that_has_fallen_behind_is_fair() {
        progress.lagging(true);
        assertThat(quality()).isEqualTo(Quality.FAIR);

        progress.lagging(false);
        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void streams_of_its_client_that_were_cut_early_count() {
        cutEarly();
        assertThat(quality()).isEqualTo(Quality.FAIR);
        cutEarly();
        assertThat(quality()).isEqualTo(Quality.FAIR);

        cutEarly();

        assertThat(quality()).isEqualTo(Quality.POOR);
        pass(EarlyDeaths.REMEMBERED.plusSeconds(1));
        habit.relax(now);
        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void pages_that_are_closed_and_stay_closed_do_not_count() {
        for (int i = 0; i < 20; i++) {
            habit.died(Duration.ZERO, Duration.ofSeconds(1), now);
        }
        assertThat(quality()).isEqualTo(Quality.GOOD);

        pass(EarlyDeaths.BACK_WITHIN.plusSeconds(1));
        habit.cameBack(now);

        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void one_that_comes_back_after_a_long_life_is_good() {
        for (int i = 0; i < 20; i++) {
            habit.died(Duration.ZERO, Duration.ofMinutes(2), now);
            habit.cameBack(now);
        }

        assertThat(quality()).isEqualTo(Quality.GOOD);
    }

    @Test
    void one_whose_heartbeats_are_adapted_is_fair() {
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(15));
            habit.died(Duration.ofSeconds(12), Duration.ofMinutes(2), now);
        }

        assertThat(quality()).isEqualTo(Quality.FAIR);
    }

    private void cutEarly() {
        habit.died(Duration.ZERO, Duration.ofSeconds(1), now);
        pass(Duration.ofSeconds(30));
        habit.cameBack(now);
    }

    private Quality quality() {
        return Quality.of(progress, habit, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
