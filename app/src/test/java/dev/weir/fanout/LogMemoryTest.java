package dev.weir.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LogMemoryTest {

    private static final int MIB = 1 << 20;

    @Test
    void counts_what_its_logs_hold() {
        var memory = new LogMemory(MIB);
        var one = log("one", memory);
        var two = log("two", memory);

        fill(one, 20, 1000);
        fill(two, 30, 1000);

        assertThat(memory.bytes()).isEqualTo(one.bytes() + two.bytes()).isGreaterThan(50_000);
        one.retire();
        assertThat(memory.bytes()).isEqualTo(two.bytes());
        two.retire();
        two.retire();
        assertThat(memory.bytes()).isZero();
        assertThat(memory.logs()).isZero();
    }

    @Test
    void beyond_the_bound_the_longest_untouched_go_first() {
        var memory = new LogMemory(MIB);
        var cold = log("cold", memory);
        var warm = log("warm", memory);
        var hot = log("hot", memory);
        fill(cold, 300, 1000);
        fill(warm, 300, 1000);
        assertThat(cold.first()).isEqualTo(1);

        fill(hot, 500, 1000);

        assertThat(memory.bytes()).isLessThanOrEqualTo(MIB);
        assertThat(cold.first()).isGreaterThan(1);
        assertThat(hot.first()).isEqualTo(1);
        fill(hot, 800, 1000);
        assertThat(cold.bytes()).as("down to nothing").isZero();
        assertThat(cold.last()).as("without losing its place").isEqualTo(300);
        assertThat(hot.first()).isEqualTo(1);
    }

    @Test
    void a_node_of_many_small_logs_stays_within_the_bound() {
        var memory = new LogMemory(MIB);
        var logs = new ArrayList<TopicLog>();

        for (int i = 0; i < 5_000; i++) {
            var log = log("topic-" + i, memory);
            fill(log, 1, 100);
            logs.add(log);
            assertThat(memory.bytes()).isLessThanOrEqualTo(MIB);
        }

        assertThat(logs.get(0).first()).isEqualTo(2);
        assertThat(logs.get(4_999).first()).isEqualTo(1);
    }

    @Test
    void a_frame_larger_than_the_bound_does_not_stay() {
        var memory = new LogMemory(100_000);
        var log = log("one", memory);

        fill(log, 1, 200_000);

        assertThat(memory.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(log.first()).isEqualTo(2);
    }

    @Test
    void many_writers_at_once_neither_exceed_the_bound_nor_lose_count() throws Exception {
        long seed = System.nanoTime();
        var memory = new LogMemory(MIB);
        int writers = 4;
        var executor = Executors.newFixedThreadPool(writers);
        var start = new CountDownLatch(1);
        var logs = new ArrayList<TopicLog>();
        var done = new ArrayList<Future<?>>();
        for (int i = 0; i < writers; i++) {
            var random = new SplittableRandom(seed + i);
            var mine = new ArrayList<TopicLog>();
            for (int j = 0; j < 20; j++) {
                mine.add(log("topic-" + i + "-" + j, memory));
            }
            logs.addAll(mine);
            done.add(executor.submit(() -> {
                start.await();
                for (int n = 0; n < 20_000; n++) {
                    var log = mine.get(random.nextInt(mine.size()));
                    TestFrame.append(log, log.last() + 1, 12 + random.nextInt(1000));
                }
                return null;
            }));
        }

        start.countDown();
        for (var future : done) {
            future.get(50, TimeUnit.SECONDS);
        }
        executor.shutdown();

        assertThat(memory.bytes())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(MIB)
                .isEqualTo(logs.stream().mapToLong(TopicLog::bytes).sum());
    }

    private static TopicLog log(String topic, LogMemory memory) {
        return new TopicLog(new TopicName(topic), new Position(1, 0), 4 * MIB, memory);
    }

    private static void fill(TopicLog log, long lastSeq, int length) {
        for (long seq = log.last() + 1; seq <= lastSeq; seq++) {
            TestFrame.append(log, seq, length);
        }
    }
}
