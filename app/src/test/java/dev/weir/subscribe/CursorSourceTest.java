package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.topic.TopicHead;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CursorSourceTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final String OPENING = "event: stream-open\ndata: {}\nid: 1-0\n\n";
    private static final Pattern ID = Pattern.compile("(?m)^id: 1-([0-9]+)$");
    private static final long LARGE_LOG = 1L << 20;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @RepeatedTest(30)
    void delivers_every_event_once_and_in_order_while_the_log_outruns_the_reader() throws Exception {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        int count = 3_000;
        var stream = new StreamFixture(1 + random.nextInt(50), random.nextInt(1, 200_000));
        int before = random.nextInt(500);
        for (int i = 0; i < before; i++) {
            stream.publish("x".repeat(random.nextInt(1, 400)));
        }
        long start = random.nextInt(before + 1);
        var writes = random.split();
        var permits = new Semaphore(0);
        stream.journal.fail(random.nextInt(2));

        stream.run(KIT.system(), OPENING, start);
        var writer = CompletableFuture.runAsync(() -> {
            while (stream.log.last() < count) {
                permits.acquireUninterruptibly();
                stream.publish("y".repeat(writes.nextInt(1, writes.nextInt(50) == 0 ? 40_000 : 400)));
            }
        });
        assertThat(stream.next()).isEqualTo(OPENING);
        var seen = new ArrayList<Long>();
        var text = new StringBuilder();
        while (seen.isEmpty() || seen.get(seen.size() - 1) < count) {
            permits.release(random.nextInt(1, 60));
            text.append(stream.next());
            if (text.toString().endsWith("\n\n")) {
                ID.matcher(text).results().forEach(id -> seen.add(Long.valueOf(id.group(1))));
                text.setLength(0);
            }
            if (random.nextInt(10) == 0) {
                stream.controls().heartbeat();
            }
        }
        writer.get(10, TimeUnit.SECONDS);

        assertThat(seen).as("seed %d", seed).isEqualTo(sequence(start + 1, count));
        stream.controls().end(StreamEnd.DRAIN, 7);
        assertThat(lastOf(stream)).as("seed %d", seed).endsWith("id: 1-" + count + "~\n\n");
        assertThat(stream.observer.catchUps.stream().mapToInt(Integer::intValue).sum())
                .isZero();
    }

    @Test
    void sends_the_opening_at_once_and_alone() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG);
        stream.publish("one");

        stream.run(KIT.system(), OPENING, 0);

        assertThat(stream.next()).isEqualTo(OPENING);
        assertThat(stream.next()).isEqualTo("data: one\nid: 1-1\n\n");
        assertThat(stream.journal.reads).hasValue(0);
    }

    @Test
    void wakes_when_something_is_appended() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0);
        stream.next();
        var next = stream.pull();

        stream.publish("one");

        assertThat(next.get(5, TimeUnit.SECONDS).get().utf8String()).isEqualTo("data: one\nid: 1-1\n\n");
        await().untilAsserted(() -> assertThat(stream.progress.cursor().id()).isEqualTo("1-1"));
    }

    /** Pairs of events: the first wakes the reader, the second comes about when it has read it and goes to sleep. */
    @Test
    void misses_no_append_while_it_goes_to_sleep() throws Exception {
        long pairs = 20_000;
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0);
        stream.next();
        var delivered = new AtomicLong();

        var writer = CompletableFuture.runAsync(() -> {
            for (long pair = 1; pair <= pairs; pair++) {
                stream.publish("x");
                long until = System.nanoTime() + random.nextInt(60_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                stream.publish("y");
                while (delivered.get() < 2 * pair) {
                    Thread.onSpinWait();
                }
            }
        });

        while (delivered.get() < 2 * pairs) {
            var id = ID.matcher(String.valueOf(stream.next())).results().reduce((one, next) -> next);
            delivered.set(Long.parseLong(id.orElseThrow().group(1)));
        }
        assertThat(writer).as("seed %d", seed).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void a_heartbeat_waits_for_the_end_of_a_block() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG);
        stream.publish("z".repeat(50_000));
        stream.run(KIT.system(), OPENING, 0);
        stream.next();
        var text = new StringBuilder(stream.next());
        assertThat(text).doesNotContain("id: ");

        stream.controls().heartbeat();
        while (!text.toString().endsWith("\n\n")) {
            text.append(stream.next());
        }
        var quiet = stream.pull();
        stream.controls().heartbeat();

        assertThat(text).isEqualToIgnoringNewLines("data: " + "z".repeat(50_000) + "id: 1-1");
        assertThat(quiet.get(5, TimeUnit.SECONDS).get().utf8String()).isEqualTo(": hb\n");
    }

    @Test
    void a_heartbeat_can_be_an_event() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0, true);
        stream.next();

        stream.controls().heartbeat();

        assertThat(stream.next()).isEqualTo("event: stream-heartbeat\ndata: {}\n\n");
    }

    @Test
    void a_planned_end_says_good_bye_with_the_position_and_completes() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG);
        stream.publish("one");
        stream.run(KIT.system(), OPENING, 1);
        stream.next();

        stream.controls().end(StreamEnd.LIFETIME, 1234);

        assertThat(stream.next()).isEqualTo("""
                retry: 1234
                event: stream-bye
                data: {"code":3001,"reason":"lifetime","reconnect":true,"afterMs":1234}
                id: 1-1~

                """);
        assertThat(stream.next()).isNull();
        assertThat(stream.ending()).isEqualTo(new Ending.Ended(StreamEnd.LIFETIME));
    }

    @Test
    void the_end_comes_after_the_block_that_is_under_way() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG);
        stream.publish("z".repeat(50_000));
        stream.run(KIT.system(), OPENING, 0);
        stream.next();
        var text = new StringBuilder(stream.next());

        stream.controls().end(StreamEnd.DRAIN, 1);
        for (var next = stream.next(); next != null; next = stream.next()) {
            text.append(next);
        }

        assertThat(text.indexOf("id: 1-1\n\nretry: 1\nevent: stream-bye\n")).isPositive();
        assertThat(text.toString()).endsWith("id: 1-1~\n\n");
    }

    @Test
    void an_end_for_good_names_no_id_and_no_return() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0);
        stream.next();

        stream.controls().end(StreamEnd.REVOKED, 1234);

        assertThat(stream.next())
                .isEqualTo(
                        "event: stream-bye\ndata: {\"code\":3502,\"reason\":\"revoked\",\"reconnect\":false,\"afterMs\":0}\n\n");
    }

    @Test
    void a_journal_that_is_down_keeps_the_stream_open_and_beating() throws Exception {
        var stream = new StreamFixture(10, 1);
        for (int i = 0; i < 30; i++) {
            stream.publish("w".repeat(3_000));
        }
        stream.journal.fail(3);
        stream.run(KIT.system(), OPENING, 0);
        stream.next();
        var next = stream.pull();
        await().untilAsserted(() -> assertThat(stream.journal.reads).hasValueGreaterThan(0));

        stream.controls().heartbeat();

        assertThat(next.get(5, TimeUnit.SECONDS).get().utf8String()).isEqualTo(": hb\n");
        assertThat(stream.next()).startsWith("data: www").contains("id: 1-1\n");
        assertThat(stream.journal.reads.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_page_with_a_hole_is_asked_about_once_and_then_fails_the_stream() throws Exception {
        var stream = new StreamFixture(10, 1);
        for (int i = 0; i < 30; i++) {
            stream.publish("w".repeat(3_000));
        }
        stream.journal.prune(1);
        stream.run(KIT.system(), OPENING, 0);
        stream.next();
        var next = stream.pull();
        assertThat(stream.joinsWanted.poll(5, TimeUnit.SECONDS)).isEqualTo(new Position(1, 0));

        stream.controls().proceed(new StreamPlan(StreamFixture.TOPIC, stream.log, stream.head(), 0), null);

        assertThat(next).failsWithin(Duration.ofSeconds(5));
        assertThat(stream.ending()).isEqualTo(new Ending.Broken());
    }

    @Test
    void a_retired_log_is_read_to_its_end_and_followed_by_the_next_plan() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG);
        stream.publish("one");
        stream.run(KIT.system(), OPENING, 0);
        stream.next();
        stream.log.retire();
        assertThat(stream.next()).isEqualTo("data: one\nid: 1-1\n\n");
        var next = stream.pull();
        assertThat(stream.joinsWanted.poll(5, TimeUnit.SECONDS)).isEqualTo(new Position(1, 1));

        var log = StreamFixture.newLog(new Position(2, 0), LARGE_LOG);
        var frame = JournalScript.frame(JournalScript.event(2, 1, "two"));
        log.append(frame, frame.length, 0);
        stream.controls()
                .proceed(
                        new StreamPlan(StreamFixture.TOPIC, log, new TopicHead(2, 9, 1, 1, false), 0),
                        new Gap(StreamFixture.TOPIC, GapCause.EPOCH, null, null, null, null, new Position(2, 0)));

        assertThat(next.get(5, TimeUnit.SECONDS).get().utf8String())
                .startsWith("event: stream-gap")
                .endsWith("\nid: 2-0\n\n");
        assertThat(stream.next()).isEqualTo("data: two\nid: 2-1\n\n");
    }

    @Test
    void an_abort_breaks_the_stream() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0);

        stream.controls().abort();

        assertThat(stream.failure()).isInstanceOf(StreamFailed.class);
    }

    @Test
    void a_client_that_goes_is_told_from_an_end() throws Exception {
        var stream = new StreamFixture(10, LARGE_LOG).run(KIT.system(), OPENING, 0);
        stream.next();

        stream.cancel();

        assertThat(stream.ending()).isEqualTo(new Ending.ClientGone());
        assertThat(stream.log.readers()).isZero();
    }

    private static String lastOf(StreamFixture stream) throws Exception {
        var last = "";
        for (var next = stream.next(); next != null; next = stream.next()) {
            last = next;
        }
        return last;
    }

    private static List<Long> sequence(long from, long to) {
        return java.util.stream.LongStream.rangeClosed(from, to).boxed().toList();
    }
}
