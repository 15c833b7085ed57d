package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunTest {

    @Test
    void the_median_is_in_the_middle_or_between_the_two_that_are() {
        assertThat(Run.median(3, 1, 2)).isEqualTo(2);
        assertThat(Run.median(4, 1, 2, 30)).isEqualTo(3);
        assertThat(Run.median(7)).isEqualTo(7);
    }

    @Test
    void what_one_run_could_not_measure_has_no_median() {
        assertThat(Run.median(1, Double.NaN, 2)).isNaN();
    }

    @Test
    void each_figure_has_a_median_of_its_own() {
        var runs = List.of(
                Run.empty().with(Figure.DELIVERIES, 1).with(Figure.P99, 30),
                Run.empty().with(Figure.DELIVERIES, 2).with(Figure.P99, 20),
                Run.empty().with(Figure.DELIVERIES, 9).with(Figure.P99, 10));

        assertThat(Run.median(runs))
                .isEqualTo(Run.empty().with(Figure.DELIVERIES, 2).with(Figure.P99, 20));
    }

    @Test
    void one_run_that_did_not_keep_up_is_enough() {
        var runs = List.of(
                Run.empty().with(Figure.KEPT_UP, 1),
                Run.empty().with(Figure.KEPT_UP, 0),
                Run.empty().with(Figure.KEPT_UP, 1));

        assertThat(Run.median(runs)).isEqualTo(Run.empty().with(Figure.KEPT_UP, 0));
    }

    @Test
    void latencies_are_milliseconds_of_the_histogram() {
        var micros = ReaderLoop.newHistogram();
        for (int i = 1; i <= 1_000; i++) {
            ReaderLoop.record(micros, i * 1_000_000L);
        }

        var run = Run.empty().withLatency(micros);

        assertThat(run.figures().get(Figure.P50)).isBetween(499.0, 501.0);
        assertThat(run.figures().get(Figure.P99)).isBetween(989.0, 991.0);
        assertThat(run.figures().get(Figure.MAX)).isBetween(999.0, 1_001.0);
    }

    @Test
    void the_heap_is_the_sum_of_its_parts_in_the_report_of_any_collector() {
        var g1 = """
                123:
                 garbage-first heap   total 524288K, used 22345K [0x0, 0x1)
                  region size 1024K, 5 young (5120K), 0 survivors (0K)
                 Metaspace       used 50000K, committed 50496K, reserved 1114112K
                  class space    used 6000K, committed 6208K, reserved 1048576K
                """;
        var parallel = """
                 PSYoungGen      total 76288K, used 1000K [0x0, 0x1)
                  eden space 65536K, 6% used [0x0,0x1,0x2)
                 ParOldGen       total 175104K, used 2M [0x0, 0x1)
                 Metaspace       used 50000K, committed 50496K, reserved 1114112K
                """;

        assertThat(LiveHeap.used(g1)).isEqualTo(22_345 * 1024.0);
        assertThat(LiveHeap.used(parallel)).isEqualTo(1_000 * 1024.0 + 2 * 1024 * 1024);
        assertThat(LiveHeap.used("no such process")).isNaN();
    }

    @Test
    void the_worst_second_of_a_storm_is_found_wherever_it_begins() {
        long second = 1_000_000_000L;

        assertThat(ResumeStorm.mostInASecond(List.of(0L, second - 1, second, second + 1, 3 * second)))
                .isEqualTo(3);
        assertThat(ResumeStorm.mostInASecond(List.of())).isZero();
    }
}
