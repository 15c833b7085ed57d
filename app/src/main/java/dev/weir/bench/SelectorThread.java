package dev.weir.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** One thread, one selector, and the sockets that it serves. */
public final class SelectorThread implements AutoCloseable {

    /** The longest that anybody waits for the thread to answer; a pass over all sockets takes far less. */
    private static final int ANSWER_SECONDS_MAX = 60;

    private static final long SELECT_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What is done on the thread, and on no other. */
    public interface Work {

        void begin(Selector selector);

        void ready(SelectionKey key) throws IOException;

        /**
         * Does what is due.
         *
         * @return nanoseconds until there is something again; 0 for at once
         */
        long due() throws IOException;
    }

    private final Work work;
    private final Alarm alarm;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private SelectorThread(String name, Work work, Alarm alarm, Selector selector) {
        this.work = work;
        this.alarm = alarm;
        this.selector = selector;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** @param alarm raised when the work fails, which ends the thread */
    public static SelectorThread start(String name, Work work, Alarm alarm) {
        try {
            var started = new SelectorThread(name, work, alarm, Selector.open());
            work.begin(started.selector);
            started.thread.start();
            return started;
        } catch (IOException failure) {
            throw BenchStop.failed("selector: " + failure.getMessage());
        }
    }

    /**
     * Runs it on the thread.
     *
     * @throws BenchStop when that fails, or the thread has failed
     */
    public <T> T call(Callable<T> task) {
        var answer = new CompletableFuture<T>();
        commands.add(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception failure) {
                answer.completeExceptionally(failure);
            }
        });
        selector.wakeup();
        try {
            for (int waited = 0; waited < ANSWER_SECONDS_MAX; waited++) {
                alarm.check();
                try {
                    return answer.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException notYet) {
                    // The alarm is looked at again: a thread that has failed does not answer.
                }
            }
            throw BenchStop.failed("client thread: no answer in " + ANSWER_SECONDS_MAX + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BenchStop.interrupted();
        } catch (java.util.concurrent.ExecutionException failure) {
            throw failure.getCause() instanceof BenchStop stop ? stop : new CompletionException(failure.getCause());
        }
    }

    public void run(Runnable task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /** Processor time that the thread has used, in nanoseconds; negative where the JVM cannot say. */
    long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    /** Ends the thread and closes its sockets. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                for (var command = commands.poll(); command != null; command = commands.poll()) {
                    command.run();
                }
                select(Math.min(work.due(), SELECT_NANOS_MAX));
                for (var key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        work.ready(key);
                    }
                }
                selector.selectedKeys().clear();
            }
            closeSockets();
        } catch (IOException | RuntimeException | Error failure) {
            alarm.raise(failure);
            closeSockets();
        }
    }

    /** To the nanosecond, not the millisecond of a selector: what is due is an event to be sent on time. */
    private void select(long nanos) throws IOException {
        if (nanos >= NANOS_PER_MILLI) {
            selector.select(nanos / NANOS_PER_MILLI);
        } else {
            if (nanos > 0 && commands.isEmpty()) {
                LockSupport.parkNanos(nanos);
            }
            selector.selectNow();
        }
    }

    private void closeSockets() {
        if (selector.isOpen()) {
            selector.keys().forEach(key -> Quietly.close(key.channel()));
        }
    }
}
