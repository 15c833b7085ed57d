package dev.weir.client;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that do not keep a program alive, and go by themselves when there is nothing to do. */
final class DaemonThreads {

    private static final int IDLE_SECONDS = 5;

    private DaemonThreads() {}

    /**
     * As many threads as have work at once: a subscriber may block in {@code onNext}, which must not hold up another
     * stream. Never shut down, since an HTTP client whose executor refuses work loses its connections' ends.
     */
    static ExecutorService pool() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("weir-client"));
    }

    static ThreadFactory named(String name) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
