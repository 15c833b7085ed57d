package dev.weir.endtoend.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RatesTest {

    private static List<Long> millis(long... values) {
        return LongStream.of(values).mapToObj(value -> value * 1_000_000).toList();
    }

    @Test
    void moments_are_counted_by_the_second_since_the_beginning() {
        assertThat(Rates.perSecond(millis(500, 600, 1_499, 1_500, 3_600), 500_000_000))
                .containsExactly(3, 1, 0, 1);
    }

    @Test
    void the_fullest_second_may_begin_anywhere() {
        assertThat(Rates.mostInASecond(millis(0, 900, 1_000, 1_100, 1_899, 1_900)))
                .isEqualTo(4);
        assertThat(Rates.mostInASecond(millis())).isZero();
    }
}
