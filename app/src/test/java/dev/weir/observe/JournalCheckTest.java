package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JournalCheckTest {

    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Test
    void follows_what_the_journal_answers() {
        var answer = new AtomicReference<Callable<Boolean>>(() -> true);
        try (var check = JournalCheck.every(
                INTERVAL, () -> Objects.requireNonNull(answer.get()).call())) {
            await().until(check::isUp);

            answer.set(() -> false);
            await().until(() -> !check.isUp());

            answer.set(() -> true);
            await().until(check::isUp);

            answer.set(() -> {
                throw new SQLException("gone");
            });
            await().until(() -> !check.isUp());
        }
    }

    @Test
    void a_question_that_hangs_makes_the_last_answer_old() throws InterruptedException {
        var asked = new AtomicInteger();
        var never = new CountDownLatch(1);
        try (var check = JournalCheck.every(INTERVAL, () -> {
            if (asked.incrementAndGet() > 1) {
                never.await();
            }
            return true;
        })) {
            await().until(() -> asked.get() > 1);

            await().until(() -> !check.isUp());
        }
    }

    @Test
    void is_down_until_the_first_answer() {
        var never = new CountDownLatch(1);
        try (var check = JournalCheck.every(INTERVAL, () -> {
            never.await();
            return true;
        })) {
            assertThat(check.isUp()).isFalse();
        }
    }
}
