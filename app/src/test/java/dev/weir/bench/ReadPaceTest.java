package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadPaceTest {

    private static final int BUFFER = 1 << 18;

    private final ReadPace pace = new ReadPace();
    private long now = System.nanoTime();

    @Test
    void all_that_comes_is_read_unless_it_is_told_otherwise() {
        assertThat(pace.bytesMax(BUFFER)).isEqualTo(BUFFER);
        assertThat(pace.takeTurn(now)).isFalse();
        assertThat(pace.nanosToTurn(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void turns_of_a_second_come_to_the_rate() {
        pace.set(1_024);
        now = System.nanoTime();
        int bytes = 0;

        for (int i = 0; i < 1_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            bytes += pace.takeTurn(now) ? pace.bytesMax(BUFFER) : 0;
        }

        assertThat(bytes).isBetween(9 * 1_024, 10 * 1_024 + 256);
    }

    @Test
    void a_turn_that_was_missed_is_not_made_up_for() {
        pace.set(1_024);
        now = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);

        assertThat(pace.takeTurn(now)).isTrue();
        assertThat(pace.takeTurn(now)).isFalse();
        assertThat(pace.nanosToTurn(now)).isPositive();
    }

    @Test
    void the_full_pace_comes_back() {
        pace.set(1_024);
        pace.set(ReadPace.FULL);

        assertThat(pace.isFull()).isTrue();
    }
}
