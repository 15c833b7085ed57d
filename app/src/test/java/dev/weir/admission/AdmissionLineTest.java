package dev.weir.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionLineTest {

    private static final long SECOND = 1_000_000_000L;

    private final AdmissionLine<Integer> line = new AdmissionLine<>(100);

    /** Begins where a counter that only counts may begin. */
    private long now = Long.MAX_VALUE - SECOND / 2;

    @Test
    void lets_a_newcomer_in_at_once_when_nobody_came_lately() {
        assertThat(line.enter(1, now)).isTrue();

        assertThat(line.due(now)).containsExactly(1);
        assertThat(line.untilNext(now)).isNull();
    }

    @Test
    void lets_a_crowd_in_at_the_rate_and_in_order() {
        IntStream.range(0, 150).forEach(i -> assertThat(line.enter(i, now)).isTrue());
        var in = new ArrayList<Integer>();
        long begun = now;
        var times = new ArrayList<Long>();
        for (var wait = line.untilNext(now); wait != null; wait = line.untilNext(now)) {
            now += wait.toNanos();
            for (var who : line.due(now)) {
                in.add(who);
                times.add(now - begun);
            }
        }

        assertThat(in).isEqualTo(IntStream.range(0, 150).boxed().toList());
        for (int i = 0; i + 100 < times.size(); i++) {
            assertThat(times.get(i + 100) - times.get(i)).isGreaterThanOrEqualTo(SECOND - SECOND / 50);
        }
        assertThat(times.get(149)).isBetween(SECOND * 14 / 10, SECOND * 15 / 10);
    }

    @Test
    void sends_away_whoever_would_wait_for_too_long() {
        int taken = 0;
        while (line.enter(taken, now)) {
            taken++;
        }

        assertThat(taken).isBetween(200, 204);
        now += Duration.ofMillis(50).toNanos();
        assertThat(line.due(now)).hasSizeBetween(5, 8);
        assertThat(line.enter(-1, now)).isTrue();
    }

    @Test
    void a_quiet_time_is_not_saved_up() {
        line.enter(0, now);
        line.due(now);
        now += 10 * SECOND;
        IntStream.range(0, 100).forEach(i -> line.enter(i, now));

        assertThat(line.due(now)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void a_tick_that_is_late_lets_all_in_whose_moment_has_come() {
        IntStream.range(0, 100).forEach(i -> line.enter(i, now));

        assertThat(line.due(now + SECOND / 2)).hasSizeBetween(50, 53);
    }

    @Test
    void gives_everybody_out_when_it_is_dissolved() {
        IntStream.range(0, 10).forEach(i -> line.enter(i, now));
        var first = line.due(now);

        assertThat(line.dissolve())
                .isEqualTo(IntStream.range(first.size(), 10).boxed().toList());
        assertThat(line.due(now + SECOND)).isEqualTo(List.of());
    }
}
