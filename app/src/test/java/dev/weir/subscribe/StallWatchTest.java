package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StallWatchTest {

    private static final Duration STALL = Duration.ofSeconds(80);
    private static final Duration LOOK = STALL.dividedBy(8);

    /** A kernel that answers at once, unless it is told not to. */
    private final class Kernel implements SendQueue {
        private long bytes = 300_000;
        private boolean silent;
        private int looks;
        private @Nullable Seen seen;

        @Override
        public void look() {
            looks++;
            if (!silent) {
                seen = new Seen(bytes, now);
            }
        }

        @Override
        public @Nullable Seen seen() {
            return seen;
        }
    }

    private long now = -5_000_000_000L;
    private final ConnectionProgress progress =
            new ConnectionProgress(Cursor.of(new TopicName("t"), Position.START), () -> now);
    private final Kernel kernel = new Kernel();
    private final StallWatch watch = new StallWatch(progress, kernel, STALL.toNanos());

    @Test
    void a_client_of_which_the_kernel_sees_any_byte_taken_is_never_given_up() {
        progress.pushed(16_384, true);

        for (int i = 0; i < 100; i++) {
            assertThat(stalledWithin(STALL.minusSeconds(1))).isFalse();
            kernel.bytes--;
        }
    }

    @Test
    void a_client_that_takes_nothing_is_given_up_when_it_is_time_and_soon_after() {
        progress.pushed(16_384, true);

        assertThat(stalledWithin(STALL)).isFalse();
        assertThat(stalledWithin(LOOK.plusSeconds(1))).isTrue();
    }

    @Test
    void what_was_taken_long_ago_saves_nobody() {
        progress.pushed(16_384, true);
        stalledWithin(Duration.ofSeconds(40));
        kernel.bytes--;

        assertThat(stalledWithin(STALL)).isFalse();
        assertThat(stalledWithin(LOOK.multipliedBy(2))).isTrue();
    }

    /** Between the last look and the end of the time. */
    @Test
    void what_was_taken_in_the_last_moment_counts() {
        progress.pushed(16_384, true);
        stalledWithin(STALL.plus(LOOK).minusSeconds(1));
        kernel.bytes--;

        assertThat(stalledWithin(STALL)).isFalse();
    }

    @Test
    void a_client_that_the_kernel_says_nothing_about_is_judged_by_its_socket() {
        progress.pushed(16_384, true);
        kernel.bytes = SendQueue.UNKNOWN;

        assertThat(stalledWithin(STALL.minusMillis(1))).isFalse();
        assertThat(stalledWithin(Duration.ofMillis(1))).isTrue();
    }

    @Test
    void a_kernel_that_does_not_answer_saves_nobody_for_long() {
        progress.pushed(16_384, true);
        kernel.silent = true;

        assertThat(stalledWithin(STALL.plusSeconds(29))).isFalse();
        assertThat(stalledWithin(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void an_answer_from_before_the_bytes_waited_says_nothing() {
        progress.pushed(16_384, true);
        stalledWithin(LOOK);
        progress.taken(true);
        stalledWithin(Duration.ofSeconds(30));
        kernel.silent = true;

        progress.pushed(16_384, true);

        assertThat(stalledWithin(STALL.plusSeconds(29))).isFalse();
        assertThat(stalledWithin(Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void nothing_is_asked_while_the_client_keeps_up() {
        for (int i = 0; i < 1_000; i++) {
            progress.pushed(16_384, true);
            stalledWithin(LOOK.minusMillis(1));
            progress.taken(true);
        }
        stalledWithin(STALL.multipliedBy(3));

        assertThat(kernel.looks).isZero();
    }

    /** As the connection does it: looked at when the watch says, and at the end of the time. */
    private boolean stalledWithin(Duration time) {
        long end = now + time.toNanos();
        while (now < end) {
            now = Math.min(end, Math.max(now + 1_000_000, watch.nextAt(now)));
            if (watch.isStalled(now)) {
                return true;
            }
        }
        return false;
    }
}
