package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real HTTP server; time is set by hand, so that a pause of seconds or a day takes none. */
class KeySetTest {

    /** How the issuer answers one request. */
    @FunctionalInterface
    private interface Issuer {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** Long for a machine that is busy. */
    private static final Duration TIME_MAX = Duration.ofSeconds(60);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Issuer issuer = exchange -> send(exchange, 200, "{\"keys\":[]}");
    private HttpServer server;
    private KeySet keys;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                issuer.answer(exchange);
            }
        });
        server.start();
        keys = keySet(TIME_MAX);
    }

    private KeySet keySet(Duration timeMax) {
        return new KeySet(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys?tenant=hidden"),
                timeMax,
                nanos::get,
                new KeySetObserver() {
                    @Override
                    public void fetched() {
                        fetched.incrementAndGet();
                    }

                    @Override
                    public void failed() {
                        failed.incrementAndGet();
                    }
                });
    }

    @AfterEach
    void stop() {
        keys.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void serves(String... kids) {
        var set = TokenForge.keySet(kids);
        issuer = exchange -> send(exchange, 200, set);
    }

    /** Looks, and waits for the try that it begins. */
    private void tryOnce() {
        int before = fetched.get() + failed.get();
        await().atMost(TIME_MAX).until(() -> {
            keys.look();
            return fetched.get() + failed.get() > before;
        });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void has_no_key_until_it_was_fetched() {
        serves("a");

        assertThat(keys.find("a")).isNull();
        assertThat(keys.isUp()).isFalse();
        assertThat(asked).hasValue(0);

        tryOnce();

        assertThat(keys.find("a")).isNotNull();
        assertThat(keys.isUp()).isTrue();
    }

    @Test
    void an_unknown_name_asks_again_but_not_often() {
        serves("a");
        tryOnce();
        serves("a", "b");

        for (int i = 0; i < 1_000; i++) {
            assertThat(keys.find("b")).isNull();
            keys.look();
        }
        pass(KeySet.PAUSE_MIN.minusNanos(1));
        keys.look();
        assertThat(asked).hasValue(1);

        pass(Duration.ofNanos(1));
        tryOnce();

        assertThat(asked).hasValue(2);
        assertThat(keys.find("b")).isNotNull();
        pass(KeySet.PAUSE_MIN);
        keys.look();
        assertThat(asked).hasValue(2);
    }

    @Test
    void is_fetched_again_when_nobody_asks_too() {
        serves("a");
        tryOnce();
        serves("b");
        pass(KeySet.REFRESHED_EVERY.minusNanos(1));
        keys.look();
        assertThat(asked).hasValue(1);

        pass(Duration.ofNanos(1));
        tryOnce();

        assertThat(keys.find("a")).as("rotated out").isNull();
        assertThat(keys.find("b")).isNotNull();
    }

    @Test
    void the_last_keys_stay_good_for_a_day_without_the_issuer() {
        serves("a");
        tryOnce();
        issuer = exchange -> send(exchange, 503, "");
        for (int i = 0; i < 5; i++) {
            pass(i == 0 ? KeySet.REFRESHED_EVERY : KeySet.PAUSE_MIN);
            tryOnce();
        }
        assertThat(failed).hasValue(5);

        pass(KeySet.GOOD_FOR
                .minus(KeySet.REFRESHED_EVERY)
                .minus(KeySet.PAUSE_MIN.multipliedBy(4))
                .minusNanos(1));
        assertThat(keys.find("a")).isNotNull();
        assertThat(keys.isUp()).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(keys.find("a")).isNull();
        assertThat(keys.isUp()).isFalse();

        serves("a");
        tryOnce();
        assertThat(keys.find("a")).isNotNull();
    }

    @Test
    void an_issuer_that_takes_all_keys_back_is_obeyed() {
        serves("a");
        tryOnce();
        serves();
        pass(KeySet.REFRESHED_EVERY);
        tryOnce();

        assertThat(fetched).hasValue(2);
        assertThat(keys.find("a")).isNull();
        assertThat(keys.isUp()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}"})
    void keeps_the_last_keys_when_it_is_answered_something_else(String body) {
        serves("a");
        tryOnce();
        issuer = exchange -> send(exchange, 200, body);
        pass(KeySet.REFRESHED_EVERY);
        tryOnce();

        assertThat(failed).hasValue(1);
        assertThat(keys.find("a")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "10000000, false"})
    void takes_no_more_than_its_bound(int beyond, boolean fits) {
        var set = TokenForge.keySet("a");
        var padded = set + " ".repeat(KeySet.BYTES_MAX + beyond - set.length());
        issuer = exchange -> send(exchange, 200, padded);
        tryOnce();

        assertThat(keys.isUp()).isEqualTo(fits);
        assertThat(failed).hasValue(fits ? 0 : 1);
    }

    @Test
    void follows_no_redirect() {
        var set = TokenForge.keySet("a");
        issuer = exchange -> {
            exchange.getResponseHeaders().add("Location", "/other");
            send(exchange, exchange.getRequestURI().getPath().equals("/other") ? 200 : 302, set);
        };
        tryOnce();

        assertThat(asked).hasValue(1);
        assertThat(keys.isUp()).isFalse();
    }

    @Test
    void gives_up_an_answer_that_never_ends() {
        keys.close();
        keys = keySet(Duration.ofSeconds(1));
        issuer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await().atMost(TIME_MAX).until(() -> failed.get() > 0);
        };
        tryOnce();

        assertThat(failed).hasValue(1);
    }

    @Test
    void asks_one_at_a_time() {
        serves("a");
        var slow = TokenForge.keySet("a");
        var go = new AtomicInteger();
        issuer = exchange -> {
            await().atMost(TIME_MAX).until(() -> go.get() > 0);
            send(exchange, 200, slow);
        };
        keys.look();
        await().atMost(TIME_MAX).until(() -> asked.get() == 1);
        for (int i = 0; i < 100; i++) {
            pass(KeySet.PAUSE_MIN);
            keys.look();
        }
        go.incrementAndGet();
        await().atMost(TIME_MAX).until(() -> fetched.get() == 1);

        assertThat(asked).hasValue(1);
    }
}
