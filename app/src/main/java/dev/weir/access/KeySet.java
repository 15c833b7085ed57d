package dev.weir.access;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code auth.jwks-url}, fetched beside requests: at the start, every five minutes, and soon after a token
 * has named a key that is not among them. Between two tries there is a pause, so that nobody makes this node hammer the
 * issuer by inventing names.
 *
 * <p>While the issuer cannot be reached the last keys stay good, for a day: an outage of the issuer is not one of Weir.
 */
public final class KeySet implements KeyRing, AutoCloseable {

    static final Duration REFRESHED_EVERY = Duration.ofMinutes(5);
    static final Duration PAUSE_MIN = Duration.ofSeconds(10);
    static final Duration GOOD_FOR = Duration.ofHours(24);
    static final int BYTES_MAX = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(KeySet.class);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(500);

    private record Fetched(Map<String, TokenKey> keys, long atNanos) {}

    /** How the tries go, for the log: it tells changes only. */
    private enum Course {
        UNTRIED,
        GOOD,
        BAD
    }

    private final HttpRequest request;
    private final String shownUrl;
    private final Duration timeMax;
    private final LongSupplier nanoTime;
    private final KeySetObserver observer;
    private final HttpClient http;
    private final ScheduledExecutorService timer;

    private volatile @Nullable Fetched fetched;
    private volatile boolean wanted;
    private volatile Course course = Course.UNTRIED;
    private volatile @Nullable CompletableFuture<?> underWay;
    private long triedAtNanos;

    /**
     * Fetches nothing before {@link #start}.
     *
     * @param timeMax for one try, from its beginning to the last byte
     * @param nanoTime as {@link System#nanoTime}
     */
    KeySet(URI url, Duration timeMax, LongSupplier nanoTime, KeySetObserver observer) {
        this.request = HttpRequest.newBuilder(url)
                .timeout(timeMax)
                .header("Accept", "application/jwk-set+json, application/json")
                .header("User-Agent", "weir")
                .build();
        this.shownUrl = url.getScheme() + "://" + url.getAuthority() + url.getPath();
        this.timeMax = timeMax;
        this.nanoTime = nanoTime;
        this.observer = observer;
        this.http = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(timeMax)
                .build();
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "weir-key-set");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param url without user and password */
    public static KeySet of(URI url, KeySetObserver observer) {
        var keySet = new KeySet(url, Duration.ofSeconds(10), System::nanoTime, observer);
        keySet.start();
        return keySet;
    }

    private void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, 0, LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable TokenKey find(String kid) {
        var current = usable();
        var key = current == null ? null : current.keys.get(kid);
        if (key == null) {
            wanted = true;
        }
        return key;
    }

    /** Whether there are keys, and not from too long ago. */
    public boolean isUp() {
        var current = usable();
        return current != null && !current.keys.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        var exchange = underWay;
        if (exchange != null) {
            exchange.cancel(true);
        }
    }

    private @Nullable Fetched usable() {
        var current = fetched;
        return current != null && nanoTime.getAsLong() - current.atNanos < GOOD_FOR.toNanos() ? current : null;
    }

    /** Begins a try when one is due. Called by one thread at a time. */
    void look() {
        long now = nanoTime.getAsLong();
        if (underWay == null && isDue(now)) {
            wanted = false;
            triedAtNanos = now;
            fetch();
        }
    }

    private boolean isDue(long now) {
        if (course == Course.UNTRIED) {
            return true;
        }
        var due = wanted || course == Course.BAD ? PAUSE_MIN : REFRESHED_EVERY;
        return now - triedAtNanos >= due.toNanos();
    }

    private void fetch() {
        // The client's own time-out ends with the headers.
        var exchange = http.sendAsync(request, head -> new BoundedBytes(BYTES_MAX));
        underWay = exchange;
        var unused = exchange.thenApply(KeySet::read)
                .orTimeout(timeMax.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((keys, failure) -> {
                    exchange.cancel(true);
                    if (failure == null) {
                        take(keys);
                    } else {
                        miss(failure);
                    }
                    underWay = null;
                });
    }

    private static Map<String, TokenKey> read(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException("status " + answer.statusCode() + " (expected: 200)");
        }
        return KeySetText.read(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private void take(Map<String, TokenKey> keys) {
        var before = fetched;
        fetched = new Fetched(keys, nanoTime.getAsLong());
        if (course != Course.GOOD || before == null || !before.keys.keySet().equals(keys.keySet())) {
            log.info("the key set of {} has {} keys for tokens", shownUrl, keys.size());
        }
        course = Course.GOOD;
        observer.fetched();
    }

    private void miss(Throwable failure) {
        if (course != Course.BAD) {
            log.warn(
                    "the key set of {} could not be fetched: {}; {}",
                    shownUrl,
                    shown(failure),
                    usable() == null ? "no token is accepted until then" : "the last keys stay good for a day");
        }
        course = Course.BAD;
        observer.failed();
    }

    private static String shown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            return "not answered in time";
        }
        if (cause instanceof IllegalArgumentException) {
            return String.valueOf(cause.getMessage());
        }
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }
}
