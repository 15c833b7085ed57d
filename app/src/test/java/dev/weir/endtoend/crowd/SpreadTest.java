package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final int COUNT = 1_000;
    private static final long MIN = 1_000;
    private static final long MAX = 8_000;

    /** Fixed, so that the test is. */
    private final SplittableRandom random = new SplittableRandom(1);

    /** @param change of even draws */
    private double distance(LongUnaryOperator change) {
        var draws = LongStream.range(0, COUNT)
                .map(i -> change.applyAsLong(random.nextLong(MIN, MAX + 1)))
                .sorted()
                .toArray();
        return Spread.distance(draws, MIN, MAX);
    }

    @Test
    void even_draws_pass() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(distance(draw -> draw)).isLessThan(Spread.distanceMax(COUNT));
        }
    }

    @Test
    void the_best_spread_has_the_smallest_distance() {
        var all = LongStream.rangeClosed(MIN, MAX).toArray();

        assertThat(Spread.distance(all, MIN, MAX)).isLessThan(1e-3);
    }

    @Test
    void draws_that_leave_out_a_fifth_of_the_range_are_found() {
        assertThat(distance(draw -> MIN + (draw - MIN) * 4 / 5)).isGreaterThan(Spread.distanceMax(COUNT));
    }

    @Test
    void jitter_of_ten_percent_around_the_middle_is_found() {
        long middle = (MIN + MAX) / 2;

        assertThat(distance(draw -> middle + (draw - middle) / 10)).isGreaterThan(Spread.distanceMax(COUNT));
    }

    @Test
    void a_third_that_comes_at_the_same_time_is_found() {
        assertThat(distance(draw -> draw % 3 == 0 ? MIN : draw)).isGreaterThan(Spread.distanceMax(COUNT));
    }

    @Test
    void draws_that_favour_the_short_are_found() {
        double range = MAX - MIN;

        assertThat(distance(draw -> MIN + (long) (range * Math.pow((draw - MIN) / range, 2))))
                .isGreaterThan(Spread.distanceMax(COUNT));
    }
}
