package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.client.PublishResult;
import dev.weir.client.ReconnectPolicy;
import dev.weir.client.StreamItem.Interrupted;
import dev.weir.client.StreamItem.Opened;
import dev.weir.client.StreamQuery;
import dev.weir.client.WeirClient;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against the jar that ships, across its deaths. */
@Timeout(240)
class JavaClientIT {

    private static final TopicName TOPIC = new TopicName("t");
    private static final StreamQuery FROM_EARLIEST =
            StreamQuery.of(TOPIC.text()).from("earliest");

    /** As the defaults, but quicker, and for as long as a start takes on a busy machine. */
    private static final ReconnectPolicy POLICY = new ReconnectPolicy(
            Duration.ofMillis(100),
            2,
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            0.5,
            Integer.MAX_VALUE,
            Duration.ofSeconds(35));

    private final AtomicInteger acknowledged = new AtomicInteger();

    private static WeirClient client(WeirProcess weir) {
        return WeirClient.builder(weir.uri("/"))
                .reconnect(POLICY)
                .publishTimeLimit(Duration.ofMinutes(2))
                .build();
    }

    /** One after the other, so that their order is known. */
    private CompletableFuture<Void> publish(WeirClient client, int from, int to) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int number = from; number <= to; number++) {
            var draft = new Draft(Content.JSON, "{\"n\":" + number + "}", "count", "ü" + number % 3, null);
            all = all.thenCompose(before -> client.publish(TOPIC, draft).thenAccept(result -> {
                assertThat(result).isInstanceOf(PublishResult.Stored.class);
                acknowledged.incrementAndGet();
            }));
        }
        return all;
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> "1-" + number + " {\"n\":" + number + "}")
                .toList();
    }

    @Test
    void follows_and_publishes_across_a_kill(@TempDir Path folder) throws Exception {
        var log = new ItemLog();
        try (var first = WeirProcess.on(folder);
                var client = client(first)) {
            client.subscribe(FROM_EARLIEST).subscribe(log);
            var published = publish(client, 1, 100);
            await().pollInterval(Duration.ofMillis(2)).until(() -> acknowledged.get() >= 40);
            first.killHard();

            try (var second = WeirProcess.onPort(first.port(), folder)) {
                assertThat(second.port()).isEqualTo(first.port());
                published.get(120, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> log.messages().size() >= 100);

                assertThat(log.messages()).isEqualTo(numbered(1, 100));
                assertThat(log.all(Interrupted.class)).isNotEmpty();
                assertThat(log.all(Opened.class)).hasSize(2);
                assertThat(log.error()).isNull();
            }
        }
    }

    @Test
    void comes_back_after_a_drain(@TempDir Path folder) throws Exception {
        var log = new ItemLog();
        try (var first = WeirProcess.on(folder, "-Dweir.connections.drain-time=1s");
                var client = client(first)) {
            client.subscribe(FROM_EARLIEST).subscribe(log);
            publish(client, 1, 3).get(60, TimeUnit.SECONDS);
            await().until(() -> log.messages().size() == 3);
            first.terminate();
            assertThat(first.awaitExit()).as(first.output()).isZero();

            try (var second = WeirProcess.onPort(first.port(), folder)) {
                assertThat(second.port()).isEqualTo(first.port());
                publish(client, 4, 5).get(60, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> log.messages().size() >= 5);

                assertThat(log.messages()).isEqualTo(numbered(1, 5));
                var interrupted = log.all(Interrupted.class).get(0);
                assertThat(interrupted.code()).isEqualTo(3000);
                assertThat(interrupted.attempt()).isZero();
                assertThat(interrupted.id()).isEqualTo("1-3~");
            }
        }
    }

    @Test
    void reads_what_a_batch_has_stored_and_what_it_has_not(@TempDir Path folder) throws Exception {
        try (var weir = WeirProcess.on(folder);
                var client = client(weir)) {
            var one = new Draft(Content.JSON, "1", null, null, "k1");
            var two = new Draft(Content.JSON, "2", null, null, "k2");

            assertThat(stored(client, one)).isEqualTo(new PublishResult.Stored("1-1", "1-1", 1, 0));
            assertThat(stored(client, one, two)).isEqualTo(new PublishResult.Stored("1-2", "1-2", 1, 1));
            assertThat(stored(client, one, two)).isEqualTo(new PublishResult.Stored(null, null, 0, 2));
            assertThat(stored(client, new Draft(Content.JSON, "3", null, null, "k1")))
                    .isInstanceOfSatisfying(PublishResult.Refused.class, refused -> {
                        assertThat(refused.status()).isEqualTo(422);
                        assertThat(refused.type()).isEqualTo("urn:weir:problem:key-reused");
                        assertThat(refused.detail()).isNotEmpty();
                    });
            assertThat(client.publish(TOPIC, one).toCompletableFuture().get(60, TimeUnit.SECONDS))
                    .isEqualTo(new PublishResult.Stored(null, null, 0, 1));
        }
    }

    private static PublishResult stored(WeirClient client, Draft... drafts) throws Exception {
        return client.publishBatch(TOPIC, List.of(drafts)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
