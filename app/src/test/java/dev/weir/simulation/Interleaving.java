package dev.weir.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All that actors and streams want to do, done one at a time by whoever calls {@link #runOne}, in an order that a seed picks.
 * Until {@link #take} it is a pool of one thread, since an actor system waits for itself while it starts.
 */
final class Interleaving extends AbstractExecutorService {

    private static final long FNV_PRIME = 0x100000001b3L;

    private final ForkJoinPool pool = new ForkJoinPool(1);
    private final List<Runnable> waiting = new ArrayList<>();
    private volatile @Nullable Thread owner;
    private SplittableRandom random = new SplittableRandom(0);
    private long trace;
    private long count;

    /** From now on nothing runs by itself. */
    void take() {
        pool.awaitQuiescence(1, TimeUnit.MINUTES);
        owner = Thread.currentThread();
    }

    void begin(SplittableRandom seeded) {
        random = seeded;
        trace = 0;
        count = 0;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Runs one of what waits. */
    void runOne() {
        int picked = random.nextInt(waiting.size());
        mark(31L * waiting.size() + picked);
        count++;
        var last = waiting.remove(waiting.size() - 1);
        var next = picked == waiting.size() ? last : waiting.set(picked, last);
        next.run();
    }

    /** Puts a fact of this run into its trace. */
    void mark(long fact) {
        trace = (trace ^ fact) * FNV_PRIME;
    }

    /** The same for two runs that did the same in the same order. */
    long trace() {
        return trace;
    }

    /** How many were run since {@link #begin}. */
    long count() {
        return count;
    }

    @Override
    public void execute(Runnable command) {
        var only = owner;
        if (only == null) {
            pool.execute(command);
        } else if (only == Thread.currentThread()) {
            waiting.add(command);
        } else {
            throw new IllegalStateException("from thread " + Thread.currentThread() + " (expected: " + only
                    + "; whatever runs beside it makes runs differ)");
        }
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitTermination(timeout, unit);
    }
}
