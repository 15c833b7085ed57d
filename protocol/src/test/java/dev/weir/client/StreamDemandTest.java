package dev.weir.client;

import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.ScriptedServer.stream;
import static dev.weir.client.StreamText.AT_ONCE;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.events;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.lines;
import static dev.weir.client.StreamText.opened;
import static dev.weir.client.StreamText.resuming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.ScriptedServer.Script;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscriber may ask for, and what it costs when it asks for nothing. */
class StreamDemandTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client =
            WeirClient.builder(server.uri()).reconnect(AT_ONCE).build();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void reads_no_further_than_it_is_asked_to() {
        int count = 60_000;
        var padding = "x".repeat(1_000);
        server.script(stream(opened("1-0")).then(connection -> {
            for (int seq = 1; seq <= count; seq++) {
                connection.write("data: " + padding + "\nid: 1-" + seq + "\n\n");
            }
            connection.hold();
        }));
        long total = count * 1_010L;

        var recorder = ItemRecorder.asking(10).follow(client, QUERY);
        ItemRecorder.soon().until(() -> recorder.count() == 10);
        var connection = server.connections().get(0);
        var stuckAt = new AtomicLong();
        // The writer is blocked when not one more byte goes out, for as long as its neighbours would need for millions.
        await().pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> stuckAt.getAndSet(connection.written()) == connection.written());

        assertThat(connection.written()).as("of %d", total).isLessThan(total / 3);
        assertThat(recorder.count()).isEqualTo(10);
        recorder.request(Long.MAX_VALUE);
        ItemRecorder.soon().until(() -> recorder.count() == count + 1);
        assertThat(recorder.items().stream().skip(1).map(StreamItem::id))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, count)
                        .mapToObj(seq -> "1-" + seq)
                        .toList());
    }

    @Test
    void opens_without_demand_and_gives_nothing() {
        server.script(open(opened("1-0")));

        var recorder = ItemRecorder.asking(0).follow(client, QUERY);
        ItemRecorder.soon().until(() -> server.requests().size() == 1);
        recorder.assertExhausted();
        recorder.request(1);

        recorder.expect("Opened @1-0");
    }

    @Test
    void tells_of_an_interruption_only_when_asked() {
        server.script(stream(opened("1-0") + event(1)), open(opened("1-1")));

        var recorder = ItemRecorder.asking(2).follow(client, QUERY);
        recorder.expect("Opened @1-0", line(1));
        recorder.assertExhausted();
        recorder.request(1);
        recorder.expect("Interrupted 1 @1-1");
        ItemRecorder.soon().until(() -> server.requests().size() == 2);
        recorder.assertExhausted();
        recorder.request(1);

        recorder.expect("Opened @1-1");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_demand_that_is_none_is_an_error(long n) {
        server.script(open(opened("1-0")));

        var recorder = ItemRecorder.asking(1).follow(client, QUERY);
        recorder.expect("Opened @1-0");
        recorder.request(n);
        recorder.request(5);

        recorder.expect("failed: request: " + n + " (expected: > 0, by Reactive Streams 3.9)");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        recorder.assertExhausted();
    }

    @Test
    void demand_beyond_all_numbers_is_no_limit() {
        server.script(open(opened("1-0") + events(1, 5)));

        var recorder = ItemRecorder.asking(Long.MAX_VALUE).follow(client, QUERY);
        recorder.request(Long.MAX_VALUE);

        recorder.expect("Opened @1-0").expect(lines(1, 5));
    }

    @Test
    void closes_the_connection_when_cancelled() {
        server.script(open(opened("1-0")));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        recorder.expect("Opened @1-0");
        recorder.cancel();
        recorder.cancel();
        recorder.request(1);

        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        recorder.assertExhausted();
    }

    @Test
    void closes_the_connection_when_cancelled_before_it_answers() {
        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        ItemRecorder.soon().until(() -> server.requests().size() == 1);
        recorder.cancel();

        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        recorder.assertExhausted();
    }

    @Test
    void ends_its_streams_when_it_is_closed() {
        server.otherwise(open(opened("1-0")));

        var first = ItemRecorder.greedy().follow(client, QUERY);
        var second = ItemRecorder.asking(1).follow(client, QUERY);
        first.expect("Opened @1-0");
        second.expect("Opened @1-0");
        client.close();

        first.expect("failed: client: closed (expected: open)").assertExhausted();
        second.expect("failed: client: closed (expected: open)").assertExhausted();
        ItemRecorder.soon().until(() -> server.connections().stream().allMatch(ScriptedServer.Connection::isGone));
        var late = ItemRecorder.greedy().follow(client, QUERY);
        late.expect("failed: client: closed (expected: open)").assertExhausted();
    }

    /** Asks for the next item while it is given one, which must not recurse. */
    private static final class OneByOne implements Flow.Subscriber<StreamItem> {

        private final AtomicInteger count = new AtomicInteger();
        private volatile Flow.@Nullable Subscription subscription;
        private volatile @Nullable Throwable error;

        @Override
        public void onSubscribe(Flow.Subscription to) {
            subscription = to;
            to.request(1);
        }

        @Override
        public void onNext(StreamItem item) {
            count.incrementAndGet();
            var to = subscription;
            if (to != null) {
                to.request(1);
            }
        }

        @Override
        public void onError(Throwable cause) {
            error = cause;
        }

        @Override
        public void onComplete() {}
    }

    @Test
    void asks_for_a_million_items_one_by_one() {
        int count = 1_000_000;
        var block = "data\n\n".repeat(1_000).replace("data", "data: x");
        server.script(stream(opened("1-0")).then(connection -> {
            for (int i = 0; i < count / 1_000; i++) {
                connection.write(block);
            }
            connection.hold();
        }));

        var subscriber = new OneByOne();
        client.subscribe(QUERY).subscribe(subscriber);

        ItemRecorder.soon().until(() -> subscriber.count.get() == count + 1 || subscriber.error != null);
        assertThat(subscriber.error).isNull();
    }

    @Test
    void a_subscriber_that_throws_loses_its_stream_and_harms_no_other() {
        server.otherwise(resuming(3));
        var bad = new Flow.Subscriber<StreamItem>() {
            @Override
            public void onSubscribe(Flow.Subscription to) {
                to.request(10);
            }

            @Override
            public void onNext(StreamItem item) {
                throw new IllegalStateException("planted");
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onComplete() {}
        };

        var told = new AtomicReference<@Nullable Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> told.set(error));
        try {
            client.subscribe(QUERY).subscribe(bad);
            ItemRecorder.soon()
                    .dontCatchUncaughtExceptions()
                    .until(() ->
                            told.get() != null && server.connections().get(0).isGone());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(told.get()).hasMessage("planted");
        var recorder = ItemRecorder.greedy().follow(client, QUERY);

        recorder.expect("Opened @1-0").expect(lines(1, 3)).assertExhausted();
    }

    @Test
    void leaves_no_connection_and_no_wait_behind() {
        var time = new ManualTimers();
        Script cut = stream(opened("1-0"));
        server.otherwise(cut);
        try (var tidy = WeirClient.builder(server.uri()).timers(time).build()) {
            var recorder = ItemRecorder.greedy().follow(tidy, QUERY);
            recorder.expect("Opened @1-0", "Interrupted 1 @1-0");
            ItemRecorder.soon().until(() -> time.waits().size() == 1);
            recorder.cancel();

            ItemRecorder.soon().until(() -> time.waits().isEmpty());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void is_a_pekko_source() throws Exception {
        server.otherwise(stream(opened("1-0") + events(1, 3)).then(open(events(4, 1_000))));
        var system = ActorSystem.create("client");
        try {
            var ids = client.source(QUERY)
                    .map(StreamItem::id)
                    .take(500)
                    .toMat(Sink.seq(), Keep.right())
                    .run(system)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);

            assertThat(ids).hasSize(500).startsWith("1-0", "1-1", "1-2").endsWith("1-499");
            ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }
}
