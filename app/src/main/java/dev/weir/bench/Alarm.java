package dev.weir.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** The first thing that went wrong, on whichever thread; wakes the one that waits for a measurement to end. */
public final class Alarm {

    private static final Duration LOOKED_EVERY = Duration.ofMillis(5);

    private final AtomicReference<BenchStop> first = new AtomicReference<>();
    private final CountDownLatch raised = new CountDownLatch(1);

    void raise(Throwable failure) {
        var stop = failure instanceof BenchStop known ? known : BenchStop.failed("bench: " + failure);
        if (first.compareAndSet(null, stop)) {
            stop.addSuppressed(failure == stop ? new Exception("raised here") : failure);
            raised.countDown();
        }
    }

    /** @throws BenchStop when it was raised */
    public void check() {
        var stop = first.get();
        if (stop != null) {
            throw stop;
        }
    }

    /**
     * Waits so long.
     *
     * @throws BenchStop as soon as it is raised
     */
    void pause(Duration length) {
        try {
            if (raised.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                check();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BenchStop.interrupted();
        }
    }

    /**
     * Waits until it holds.
     *
     * @return whether it does, after {@code timeLimit} at the latest
     */
    boolean await(BooleanSupplier condition, Duration timeLimit) {
        long end = System.nanoTime() + timeLimit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            pause(LOOKED_EVERY);
        }
        check();
        return true;
    }
}
