package dev.weir.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One writer and many readers on threads of their own. */
class TopicLogRaceTest {

    private static final int READERS = 5;

    private static final long WAIT_SECONDS = 10;

    private final int events = 20_000 * times();
    private final int rounds = 7_000 * times();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long seed = System.nanoTime();

    /** How much more of all there is. */
    int times() {
        return 1;
    }

    @AfterEach
    void stop_threads() {
        threads.shutdownNow();
    }

    @Test
    void every_reader_sees_every_byte_once_in_order() throws Exception {
        var log = log(1 << 30, new LogMemory(Long.MAX_VALUE));
        var readers = readers(log);

        write(log, events);

        for (var reader : readers) {
            var result = reader.get(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(result).as("seed %d", seed).isEqualTo(new Result(events, 0));
        }
    }

    @Test
    void who_is_too_slow_is_told_and_never_skipped_ahead() throws Exception {
        var memory = new LogMemory(Long.MAX_VALUE);
        var log = log(256 * 1024, memory);
        var readers = readers(log);

        write(log, events);

        for (var reader : readers) {
            var result = reader.get(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(result.seen() + result.missed()).as("seed %d", seed).isEqualTo(events);
        }
        assertThat(log.bytes()).isLessThanOrEqualTo(256 * 1024);
    }

    @Test
    void a_node_that_is_short_of_memory_takes_nothing_unseen() throws Exception {
        var log = log(1 << 30, new LogMemory(Long.MAX_VALUE));
        var readers = readers(log);
        var done = new AtomicBoolean();
        var shedder = threads.submit(() -> {
            var random = new SplittableRandom(seed);
            while (!done.get()) {
                var segments = log.segments();
                log.dropThrough(segments[random.nextInt(segments.length)].number);
                for (int i = random.nextInt(2000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        });

        write(log, events);

        for (var reader : readers) {
            var result = reader.get(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(result.seen() + result.missed()).as("seed %d", seed).isEqualTo(events);
        }
        done.set(true);
        shedder.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void no_wake_up_is_lost() throws Exception {
        var log = log(1 << 20, new LogMemory(Long.MAX_VALUE));
        var open = new ArrayList<LogReader>();
        var readers = new ArrayList<Future<Result>>();
        for (int i = 0; i < 3; i++) {
            var wakes = new Semaphore(0);
            var reader = log.reader(wakes::release);
            open.add(reader);
            readers.add(threads.submit(() -> readUntilRetired(log, reader, wakes)));
        }
        var done = new AtomicBoolean();
        // Visitors that close while parked make the log rebuild its list while others are in it.
        var visitors = threads.submit(() -> {
            while (!done.get()) {
                var visitor = log.reader(() -> {});
                visitor.park();
                visitor.close();
            }
        });

        // One at a time: a later append would hide the wake-up that an earlier one lost.
        for (long seq = 1; seq <= rounds; seq++) {
            TestFrame.append(log, seq, 20);
            log.wake();
            long sentAt = System.nanoTime();
            for (var reader : open) {
                while (reader.seq() < seq) {
                    Thread.onSpinWait();
                    assertThat(System.nanoTime() - sentAt)
                            .as("nanoseconds that a reader slept on after event %d", seq)
                            .isLessThan(TimeUnit.SECONDS.toNanos(WAIT_SECONDS));
                }
            }
        }
        done.set(true);
        visitors.get(WAIT_SECONDS, TimeUnit.SECONDS);
        log.retire();

        for (var reader : readers) {
            assertThat(reader.get(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Result(rounds, 0));
        }
    }

    @Test
    void retiring_hides_nothing_that_was_appended_before() throws Exception {
        var memory = new LogMemory(Long.MAX_VALUE);
        var logs = new SynchronousQueue<TopicLog>();
        // This one does not sleep: it is to look just when the last frame comes and the log retires.
        var reader = threads.submit(() -> {
            for (int round = 0; round < rounds; round++) {
                var log = logs.poll(WAIT_SECONDS, TimeUnit.SECONDS);
                var mine = log.reader(() -> {});
                mine.seek(0);
                var outcome = mine.read();
                while (outcome != LogReader.Outcome.RETIRED) {
                    outcome = mine.read();
                }
                assertThat(mine.seq()).as("round %d", round).isEqualTo(1);
            }
            return null;
        });
        for (int round = 0; round < rounds && !reader.isDone(); round++) {
            var log = log(1 << 20, memory);
            logs.offer(log, WAIT_SECONDS, TimeUnit.SECONDS);
            for (int i = round % 500; i > 0; i--) {
                Thread.onSpinWait();
            }
            TestFrame.append(log, 1, 20);
            log.retire();
        }

        reader.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** What a reader saw until the log was retired, and what it was told that it could not have. */
    private record Result(long seen, long missed) {}

    private List<Future<Result>> readers(TopicLog log) {
        var readers = new ArrayList<Future<Result>>();
        for (int i = 0; i < READERS; i++) {
            var wakes = new Semaphore(0);
            var reader = log.reader(wakes::release);
            Callable<Result> task = () -> readUntilRetired(log, reader, wakes);
            readers.add(threads.submit(task));
        }
        return readers;
    }

    private void write(TopicLog log, long lastSeq) {
        var random = new SplittableRandom(seed);
        long seq = 0;
        while (seq < lastSeq) {
            for (long batch = Math.min(lastSeq - seq, 1 + random.nextInt(40)); batch > 0; batch--) {
                boolean large = random.nextInt(5_000) == 0;
                int length = TestFrame.HEAD_BYTES + random.nextInt(large ? 200_000 : 200);
                TestFrame.append(log, ++seq, length);
            }
            log.wake();
            for (int i = random.nextInt(3_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        log.retire();
    }

    private static Result readUntilRetired(TopicLog log, LogReader reader, Semaphore wakes)
            throws InterruptedException {
        long seen = 0;
        long missed = 0;
        long next = 1;
        boolean parked = false;
        while (!reader.seek(next - 1)) {
            missed += catchUp(log, next);
            next = 1 + missed;
        }
        while (true) {
            switch (reader.read()) {
                case DATA -> {
                    long before = next;
                    next = TestFrame.check(reader, next);
                    seen += next - before;
                    parked = false;
                }
                case EMPTY -> {
                    if (!parked) {
                        reader.park();
                        parked = true;
                    } else {
                        if (!wakes.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                            throw new AssertionError("asleep at " + reader.seq() + " (expected: a wake-up)");
                        }
                        parked = false;
                    }
                }
                case CLOSED -> throw new AssertionError("closed (expected: retired at the end)");
                case BEHIND -> {
                    assertThat(reader.seq()).isEqualTo(next - 1);
                    long behind;
                    do {
                        behind = catchUp(log, next);
                        missed += behind;
                        next += behind;
                    } while (!reader.seek(next - 1));
                }
                case RETIRED -> {
                    reader.close();
                    return new Result(seen, missed);
                }
            }
        }
    }

    /** Stands for the journal: how many events from {@code next} on are no longer in the log. */
    private static long catchUp(TopicLog log, long next) {
        return Math.max(0, log.first() - next);
    }

    private static TopicLog log(long bytesMax, LogMemory memory) {
        return new TopicLog(new TopicName("quakes"), new Position(1, 0), bytesMax, memory);
    }
}
