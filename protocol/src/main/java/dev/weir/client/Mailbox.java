package dev.weir.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time and in order, on threads of an executor: what only they touch needs no lock.
 *
 * <p>A task that adds another one returns before that runs, so that nothing recurses.
 */
final class Mailbox implements Executor {

    private final Executor executor;
    private final Consumer<Throwable> failed;

    /** Bounded by its users: one chunk, one answer and one timer at a time, and a subscriber's calls. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();

    /** @param failed gets what a task throws; the next task runs after it */
    Mailbox(Executor executor, Consumer<Throwable> failed) {
        this.executor = executor;
        this.failed = failed;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::runAll);
        }
    }

    private void runAll() {
        int seen = 1;
        do {
            for (int i = 0; i < seen; i++) {
                runOne();
            }
            seen = waiting.addAndGet(-seen);
        } while (seen != 0);
    }

    private void runOne() {
        var task = tasks.poll();
        if (task == null) {
            throw new AssertionError("unreachable: a task is added before it is counted");
        }
        try {
            task.run();
        } catch (Throwable e) {
            failed.accept(e);
        }
    }
}
