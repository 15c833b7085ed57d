package dev.weir.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTimesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1000, 30000, 5000",
        "10, 1000, 30000, 5000",
        "50, 1000, 30000, 15500",
        "100, 1000, 30000, 30000",
        "200, 1000, 30000, 30000",
        "0, 1000, 3000, 3000",
        "50, 1000, 1000, 1000",
        "50, 1000, 500, 1000",
    })
    void the_range_widens_with_occupancy(int open, long min, long max, long upper) {
        var times = new RetryTimes(settings(min, max), new AtomicInteger(open), (from, to) -> {
            assertThat(from).isEqualTo(min);
            return to;
        });

        assertThat(times.drawMillis()).isEqualTo(upper);
        assertThat(times.drawForRefusedMillis()).isEqualTo(Math.max(min, max));
    }

    @RepeatedTest(100)
    void draws_within_the_range() {
        var times = new RetryTimes(settings(1000, 1001), new AtomicInteger());

        assertThat(times.drawMillis()).isBetween(1000L, 1001L);
        assertThat(RetryTimes.upTo(Duration.ofSeconds(10), 0.9))
                .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    }

    private static AdmissionSettings settings(long min, long max) {
        return new AdmissionSettings(
                100, Overflow.REJECT, 0, 0, 0, 1_000, 200, Duration.ofMillis(min), Duration.ofMillis(max));
    }
}
