package dev.weir.fanout;

import static dev.weir.fanout.LogReader.Outcome.BEHIND;
import static dev.weir.fanout.LogReader.Outcome.DATA;
import static dev.weir.fanout.LogReader.Outcome.EMPTY;
import static dev.weir.fanout.LogReader.Outcome.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TopicLogTest {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogMemory memory = new LogMemory(Long.MAX_VALUE);

    @Test
    void an_empty_log_goes_on_after_its_start() {
        var log = log(7, 1 << 20);
        var reader = log.reader(() -> {});

        assertThat(log.first()).isEqualTo(8);
        assertThat(log.last()).isEqualTo(7);
        assertThat(reader.seek(6)).as("no longer").isFalse();
        assertThat(reader.seek(8)).as("not yet").isFalse();
        assertThat(reader.seek(7)).isTrue();
        assertThat(reader.read()).isEqualTo(EMPTY);
        assertThat(log.bytes()).isZero();
    }

    @Test
    void a_reader_without_a_place_is_behind() {
        var log = log(0, 1 << 20);
        TestFrame.append(log, 1, 100);
        var reader = log.reader(() -> {});

        assertThat(reader.read()).isEqualTo(BEHIND);
        assertThat(reader.seek(5)).isFalse();
        assertThat(reader.read()).isEqualTo(BEHIND);
    }

    @Test
    void every_place_can_be_sought_and_read_from() {
        var log = log(10, 1 << 20);
        appendThrough(log, 400, 700);
        assertThat(log.segments()).as("several segments").hasSizeGreaterThan(3);

        for (long after = 10; after <= 400; after++) {
            var reader = log.reader(() -> {});
            assertThat(reader.seek(after)).isTrue();
            assertThat(reader.seq()).isEqualTo(after);
            assertThat(readAll(reader)).isEqualTo(401);
            reader.close();
        }
        assertThat(log.reader(() -> {}).seek(9)).isFalse();
        assertThat(log.reader(() -> {}).seek(401)).isFalse();
    }

    @Test
    void a_read_takes_all_there_is_up_to_the_end_of_a_segment() {
        var log = log(0, 1 << 20);
        appendThrough(log, 7, 300);
        var reader = log.reader(() -> {});
        reader.seek(0);

        assertThat(reader.read()).isEqualTo(DATA);

        assertThat(reader.events()).as("1 KiB takes three").isEqualTo(3);
        assertThat(reader.arrivedAtMillis()).isEqualTo(1000);
        assertThat(reader.read()).isEqualTo(DATA);
        assertThat(reader.events()).isEqualTo(4);
        assertThat(reader.arrivedAtMillis()).isEqualTo(4000);
        assertThat(reader.read()).isEqualTo(EMPTY);
        assertThat(reader.length()).isZero();
        assertThat(reader.bytes()).as("an idle reader keeps no segment alive").isEmpty();
    }

    @Test
    void frames_that_fill_a_segment_to_the_last_byte_leave_nothing_behind() {
        var log = log(0, 1 << 20);
        var reader = log.reader(() -> {});
        reader.seek(0);

        TestFrame.append(log, 1, TopicLog.FIRST_SEGMENT_BYTES);
        assertThat(readAll(reader)).isEqualTo(2);
        TestFrame.append(log, 2, 4 * TopicLog.FIRST_SEGMENT_BYTES);
        assertThat(readAll(reader)).isEqualTo(3);
        TestFrame.append(log, 3, 20);

        assertThat(readAll(reader)).isEqualTo(4);
        assertThat(log.segments()).hasSize(3);
    }

    @Test
    void a_frame_larger_than_a_segment_has_one_of_its_own() {
        var log = log(0, 1 << 20);
        var reader = log.reader(() -> {});
        reader.seek(0);

        TestFrame.append(log, 1, 200_000);
        TestFrame.append(log, 2, 50);
        TestFrame.append(log, 3, 300_000);
        TestFrame.append(log, 4, 50);

        assertThat(readAll(reader)).isEqualTo(5);
        for (long after = 0; after <= 4; after++) {
            assertThat(reader.seek(after)).isTrue();
            assertThat(readAll(reader)).isEqualTo(5);
        }
    }

    @Test
    void a_frame_larger_than_the_bound_is_kept_alone() {
        var log = log(0, 64 * 1024);
        appendThrough(log, 50, 1000);

        TestFrame.append(log, 51, 500_000);

        assertThat(log.first()).isEqualTo(51);
        var reader = log.reader(() -> {});
        assertThat(reader.seek(50)).isTrue();
        assertThat(readAll(reader)).isEqualTo(52);
    }

    @Test
    void a_reader_that_falls_out_is_told_and_keeps_its_number() {
        var log = log(0, 64 * 1024);
        appendThrough(log, 3, 300);
        var reader = log.reader(() -> {});
        reader.seek(1);

        appendThrough(log, 500, 1000);

        assertThat(log.bytes()).isBetween(1L, 150_000L);
        assertThat(reader.read()).isEqualTo(BEHIND);
        assertThat(reader.read()).isEqualTo(BEHIND);
        assertThat(reader.seq()).isEqualTo(1);
        assertThat(reader.seek(log.first() - 2)).isFalse();
        assertThat(reader.seek(log.first() - 1)).isTrue();
        assertThat(readAll(reader)).isEqualTo(501);
    }

    @Test
    void a_reader_at_the_very_end_of_a_dropped_segment_goes_on() {
        var log = log(0, 1 << 20);
        appendThrough(log, 3, 300);
        var reader = log.reader(() -> {});
        reader.seek(0);
        readAll(reader);
        appendThrough(log, 7, 300);

        log.dropThrough(0);

        assertThat(log.first()).isEqualTo(4);
        assertThat(readAll(reader)).isEqualTo(8);
    }

    @Test
    void the_segment_that_is_appended_to_can_be_dropped_too() {
        var log = log(0, 1 << 20);
        appendThrough(log, 2, 300);
        var before = log.reader(() -> {});
        before.seek(1);
        var end = log.reader(() -> {});
        end.seek(2);

        assertThat(log.dropThrough(0)).isTrue();

        assertThat(log.bytes()).isZero();
        assertThat(log.first()).isEqualTo(3);
        assertThat(log.last()).isEqualTo(2);
        assertThat(before.read()).isEqualTo(BEHIND);
        assertThat(end.read()).isEqualTo(EMPTY);
        appendThrough(log, 4, 300);
        assertThat(readAll(end)).isEqualTo(5);
        assertThat(log.dropThrough(0)).as("already gone").isFalse();
    }

    @Test
    void a_parked_reader_is_woken_once_by_the_next_sweep() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        var reader = log.reader(wakes::incrementAndGet);
        reader.seek(0);
        reader.park();
        reader.park();

        TestFrame.append(log, 1, 20);
        assertThat(wakes).hasValue(0);
        log.wake();
        log.wake();

        assertThat(wakes).hasValue(1);
        reader.park();
        log.wake();
        assertThat(wakes).hasValue(2);
    }

    @Test
    void a_reader_may_park_again_from_within_its_wake_up() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        var holder = new ArrayList<LogReader>();
        holder.add(log.reader(() -> {
            wakes.incrementAndGet();
            holder.get(0).park();
        }));
        holder.get(0).park();

        log.wake();
        log.wake();

        assertThat(wakes).hasValue(2);
    }

    @Test
    void a_wake_up_that_fails_leaves_nobody_else_asleep() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        log.reader(wakes::incrementAndGet).park();
        log.reader(() -> {
                    throw new IllegalStateException("planted");
                })
                .park();
        log.reader(wakes::incrementAndGet).park();

        log.wake();

        assertThat(wakes).hasValue(2);
    }

    @Test
    void a_closed_reader_is_not_woken() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        var reader = log.reader(wakes::incrementAndGet);
        reader.park();

        reader.close();
        reader.close();
        log.wake();

        assertThat(wakes).hasValue(0);
        assertThat(log.readers()).isZero();
    }

    @Test
    void readers_that_closed_while_parked_do_not_pile_up() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            log.reader(wakes::incrementAndGet).park();
        }

        for (int i = 0; i < 10_000; i++) {
            var visitor = log.reader(wakes::incrementAndGet);
            visitor.park();
            visitor.close();
            assertThat(log.parkedReaders()).isLessThanOrEqualTo(10 + TopicLog.CLOSED_PARKED_MAX);
        }

        assertThat(wakes).as("nobody was disturbed").hasValue(0);
        log.wake();
        assertThat(wakes).as("nobody was lost").hasValue(10);
        assertThat(log.parkedReaders()).isZero();
    }

    @Test
    void a_retired_log_is_read_to_its_end_first() {
        var log = log(0, 1 << 20);
        var wakes = new AtomicInteger();
        var reader = log.reader(wakes::incrementAndGet);
        reader.seek(0);
        reader.park();
        appendThrough(log, 5, 300);

        log.retire();

        assertThat(wakes).hasValue(1);
        assertThat(reader.read()).isEqualTo(DATA);
        assertThat(reader.read()).isEqualTo(DATA);
        assertThat(reader.seq()).isEqualTo(5);
        assertThat(reader.read()).isEqualTo(RETIRED);
        assertThat(memory.bytes()).isZero();
        assertThatThrownBy(() -> TestFrame.append(log, 6, 20)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_log_of_a_topic_without_events_takes_on_its_first_epoch() {
        var log = new TopicLog(new TopicName("quakes"), Position.START, 1 << 20, memory);
        var reader = log.reader(() -> {});
        assertThat(reader.seek(0)).isTrue();
        assertThat(reader.read()).isEqualTo(EMPTY);

        log.begin(3);
        TestFrame.append(log, 1, 20);

        assertThat(log.epoch()).isEqualTo(3);
        assertThat(readAll(reader)).isEqualTo(2);
        assertThatThrownBy(() -> log.begin(4)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_lag_is_that_of_the_middle_one_of_those_that_read() {
        var log = log(0, 1 << 20);
        appendThrough(log, 10, 1000);
        for (long after : new long[] {10, 8, 2}) {
            var reader = log.reader(() -> {});
            reader.seek(after - 1);
            TestFrame.check(readOnce(reader), after);
            reader.seek(after);
        }
        var unplaced = log.reader(() -> {});
        assertThat(unplaced.read()).isEqualTo(BEHIND);

        assertThat(log.medianLagBytes(64, SECOND_NANOS * 60)).isEqualTo(2000);
        assertThat(log.medianLagBytes(64, -1)).as("nobody read lately").isZero();
        assertThat(log.medianLagBytes(1, SECOND_NANOS * 60)).isIn(0L, 2000L, 8000L);
    }

    private static LogReader readOnce(LogReader reader) {
        assertThat(reader.read()).isEqualTo(DATA);
        return reader;
    }

    private TopicLog log(long startSeq, long bytesMax) {
        return new TopicLog(new TopicName("quakes"), new Position(1, startSeq), bytesMax, memory);
    }

    private static void appendThrough(TopicLog log, long lastSeq, int length) {
        for (long seq = log.last() + 1; seq <= lastSeq; seq++) {
            TestFrame.append(log, seq, length);
        }
    }

    /** Reads until nothing is left; returns the number that must come next. */
    private static long readAll(LogReader reader) {
        long next = reader.seq() + 1;
        while (reader.read() == DATA) {
            next = TestFrame.check(reader, next);
        }
        assertThat(reader.read()).isEqualTo(EMPTY);
        return next;
    }
}
