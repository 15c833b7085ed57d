package dev.weir.observe;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks PostgreSQL at regular intervals, on a thread of its own, whether it answers, and remembers when it last did.
 *
 * <p>A question that hangs needs no time-out here: no other one is asked meanwhile, and the last good answer grows old.
 */
public final class JournalCheck implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JournalCheck.class);

    private final Callable<Boolean> question;
    private final long goodForNanos;
    private final ScheduledExecutorService thread;
    private volatile boolean answered;
    private volatile long answeredAtNanos;
    private boolean up;

    private JournalCheck(Callable<Boolean> question, Duration interval) {
        this.question = question;
        this.goodForNanos = interval.toNanos() * 3;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var worker = new Thread(task, "weir-journal-check");
            worker.setDaemon(true);
            return worker;
        });
    }

    /**
     * @param question may block; false and an exception both mean no
     * @param interval between the end of a question and the next; an answer is good for three of them
     */
    public static JournalCheck every(Duration interval, Callable<Boolean> question) {
        var check = new JournalCheck(question, interval);
        check.start(interval);
        return check;
    }

    /** Whether PostgreSQL answered lately. */
    public boolean isUp() {
        return answered && System.nanoTime() - answeredAtNanos < goodForNanos;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void start(Duration interval) {
        var unused = thread.scheduleWithFixedDelay(this::ask, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        boolean good = answersNow();
        if (good) {
            answeredAtNanos = System.nanoTime();
        }
        answered = good;
        if (good != up) {
            up = good;
            log.info("the journal {}", good ? "answers" : "does not answer");
        }
    }

    private boolean answersNow() {
        try {
            return question.call();
        } catch (Exception failure) {
            log.debug("the journal does not answer", failure);
            return false;
        }
    }
}
