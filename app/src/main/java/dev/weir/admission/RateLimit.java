package dev.weir.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much each client may do of one thing in a period, by token buckets: as much as that at once, and then at that rate.
 *
 * <p>Who has anything left may take more than that, and waits longer afterwards: so a batch of any size that is allowed
 * passes, and the rate holds all the same. Thread-safe.
 */
public final class RateLimit {

    /** Each costs about 300 bytes; the one not seen for longest is forgotten first, with what it had used. */
    static final int CLIENTS_MAX = 100_000;

    private static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    /** What one client has left, and when it was told of last. */
    private record Account(Bucket bucket, AtomicLong toldAtNanos) {}

    private final String name;
    private final long most;
    private final Duration period;
    private final LongSupplier nanoTime;
    private final LimitObserver observer;
    private final Cache<String, Account> accounts =
            Caffeine.newBuilder().maximumSize(CLIENTS_MAX).build();

    /**
     * @param name the key of its setting under {@code weir.limits}
     * @param most in {@code period}, 0 for no limit
     * @param nanoTime only counts, like {@link System#nanoTime}
     */
    RateLimit(String name, long most, Duration period, LongSupplier nanoTime, LimitObserver observer) {
        this.name = name;
        this.most = most;
        this.period = period;
        this.nanoTime = nanoTime;
        this.observer = observer;
    }

    /** Takes so much, unless the limit is exceeded: then the client is to be refused, and the observer is told. */
    public Allowance take(String client, long amount) {
        var allowance = check(client);
        if (allowance.exceeded()) {
            return allowance;
        }
        charge(client, amount);
        return allowance.after(amount);
    }

    /** As {@link #take} of nothing. */
    public Allowance check(String client) {
        var allowance = look(client);
        if (allowance.exceeded()) {
            observer.limited(name, client, isNew(account(client)));
        }
        return allowance;
    }

    /** Takes so much of what was allowed before it was known how much it is. */
    public void charge(String client, long amount) {
        if (most > 0 && amount > 0) {
            account(client).bucket.consumeIgnoringRateLimits(amount);
        }
    }

    /** As it is now. */
    public Allowance look(String client) {
        if (most == 0) {
            return new Allowance(name, 0, period, 0, Duration.ZERO);
        }
        var account = account(client);
        var estimate = account.bucket.estimateAbilityToConsume(1);
        if (estimate.canBeConsumed()) {
            return new Allowance(name, most, period, estimate.getRemainingTokens(), Duration.ZERO);
        }
        var wait = Duration.ofNanos(Math.max(1, estimate.getNanosToWaitForRefill()));
        return new Allowance(name, most, period, 0, wait);
    }

    private boolean isNew(Account account) {
        long now = nanoTime.getAsLong();
        long told = account.toldAtNanos.get();
        return now - told >= TOLD_EVERY.toNanos() && account.toldAtNanos.compareAndSet(told, now);
    }

    private Account account(String client) {
        return accounts.get(client, unknown -> open());
    }

    private Account open() {
        var bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, period))
                .withCustomTimePrecision(new Counter(nanoTime))
                .build();
        return new Account(bucket, new AtomicLong(nanoTime.getAsLong() - TOLD_EVERY.toNanos()));
    }

    private record Counter(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
