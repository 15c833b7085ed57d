package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private static final List<Double> BOUNDS = List.of(1.0, 2.0, 4.0);

    @Test
    void spreads_what_lies_in_a_bucket_evenly() {
        var buckets = new Buckets(BOUNDS, List.of(0L, 10L, 0L, 0L));

        assertThat(buckets.quantile(0.5)).isEqualTo(1.5);
        assertThat(buckets.quantile(1)).isEqualTo(2);
    }

    @Test
    void says_the_highest_bound_of_what_lies_above_and_zero_of_nothing() {
        assertThat(new Buckets(BOUNDS, List.of(1L, 0L, 0L, 99L)).quantile(0.99)).isEqualTo(4);
        assertThat(new Buckets(BOUNDS, List.of(0L, 0L, 0L, 0L)).quantile(0.99)).isZero();
    }

    @Test
    void tells_what_has_come_since_an_earlier_look() {
        var before = new Buckets(BOUNDS, List.of(5L, 1L, 0L, 0L));
        var now = new Buckets(BOUNDS, List.of(5L, 1L, 3L, 0L));

        assertThat(now.since(before).counts()).containsExactly(0L, 0L, 3L, 0L);
        assertThat(now.since(before).total()).isEqualTo(3);
    }
}
