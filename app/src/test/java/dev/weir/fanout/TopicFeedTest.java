package dev.weir.fanout;

import static dev.weir.fanout.FeedFixture.NOW;
import static dev.weir.fanout.FeedFixture.TOPIC;
import static dev.weir.fanout.FeedFixture.awaitText;
import static dev.weir.fanout.FeedFixture.committed;
import static dev.weir.fanout.FeedFixture.event;
import static dev.weir.fanout.FeedFixture.events;
import static dev.weir.fanout.FeedFixture.frames;
import static dev.weir.fanout.FeedFixture.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fanout.TopicFeeds.Joined;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.wire.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a feed's log holds, whatever comes and in whatever order. */
final class TopicFeedTest {

    private final FeedFixture fixture = new FeedFixture();
    private final ScriptedEventLog journal = fixture.journal;

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void starts_warm_with_the_newest_events() {
        journal.store(events(1, 1, 1000));

        var feed = fixture.spawnAttached(head(1, 1000));

        var joined = fixture.expectJoined();
        assertThat(joined).isEqualTo(new Joined(joined.log(), head(1, 1000), feed));
        assertThat(joined.log().topic()).isEqualTo(TOPIC);
        assertThat(joined.log().first()).isEqualTo(745);
        awaitText(joined.log(), 744, frames(1, 745, 1000));
        assertThat(journal.reads()).containsExactly(new ScriptedEventLog.Read(1, 744, 256));
    }

    @Test
    void starts_with_no_more_data_than_a_segment_holds() {
        var large = new ArrayList<Event>();
        for (long seq = 1; seq <= 100; seq++) {
            large.add(event(1, seq, "x".repeat(10_000)));
        }
        journal.store(large);

        fixture.spawnAttached(head(1, 100));

        var log = fixture.expectJoined().log();
        assertThat(log.last()).isEqualTo(100);
        assertThat(log.first()).isEqualTo(95);
    }

    @Test
    void starts_warm_although_a_page_ends_before_the_head() {
        var large = new ArrayList<Event>();
        for (long seq = 1; seq <= 40; seq++) {
            large.add(event(1, seq, "x".repeat(200_000)));
        }
        journal.store(large);

        fixture.spawnAttached(head(1, 40));

        var log = fixture.expectJoined().log();
        assertThat(log.last()).isEqualTo(40);
        assertThat(log.first()).isEqualTo(40);
    }

    @Test
    void starts_with_what_retention_left() {
        journal.store(events(1, 8, 10));

        fixture.spawnAttached(head(1, 8, 10));

        var joined = fixture.expectJoined();
        assertThat(joined.log().first()).isEqualTo(8);
        assertThat(joined.head().earliest()).isEqualTo(8);
    }

    @Test
    void a_topic_without_retained_events_needs_no_journal() {
        fixture.spawnAttached(head(1, 8, 7));

        var joined = fixture.expectJoined();

        assertThat(joined.log().first()).isEqualTo(8);
        assertThat(joined.head()).isEqualTo(head(1, 8, 7));
        assertThat(journal.reads()).isEmpty();
    }

    @Test
    void appends_what_is_committed_and_wakes_the_readers_once() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        var wakes = new AtomicInteger();
        var reader = log.reader(wakes::incrementAndGet);
        reader.seek(0);
        reader.park();

        feed.tell(committed(1, 1, 3));

        awaitText(log, 0, frames(1, 1, 3));
        await().untilAsserted(() -> assertThat(wakes).hasValue(1));
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.DATA);
        assertThat(reader.events()).isEqualTo(3);
        assertThat(reader.arrivedAtMillis()).isEqualTo(NOW.toEpochMilli());
        assertThat(journal.reads()).isEmpty();
    }

    @Test
    void what_is_known_already_is_not_appended_again() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();

        feed.tell(committed(1, 1, 3));
        feed.tell(committed(1, 1, 3));
        feed.tell(committed(1, 2, 5));
        feed.tell(committed(1, 4, 4));
        feed.tell(committed(1, 6, 6));

        awaitText(log, 0, frames(1, 1, 6));
        assertThat(journal.reads()).isEmpty();
    }

    @Test
    void a_hole_is_filled_from_the_journal_before_anything_goes_on() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 1, 2));
        journal.store(events(1, 1, 700));

        feed.tell(committed(1, 601, 700));

        awaitText(log, 0, frames(1, 1, 700));
        assertThat(fixture.observer.seen()).contains("repaired quakes 256");
        fixture.answerAttach(head(1, 700));
        feed.tell(committed(1, 701, 701));
        awaitText(log, 700, frames(1, 701, 701));
    }

    @Test
    void what_comes_during_a_repair_is_kept() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        journal.store(events(1, 1, 5));
        journal.holdBack();

        feed.tell(committed(1, 5, 5));
        fixture.answerAttach(head(1, 5));
        for (long seq = 6; seq <= 50; seq++) {
            feed.tell(committed(1, seq, seq));
        }
        assertThat(log.last()).isZero();
        await().until(() -> journal.reads().size() == 1);
        journal.answer();

        awaitText(log, 0, frames(1, 1, 50));
        assertThat(journal.reads()).as("one page was enough").hasSize(1);
    }

    @Test
    void more_than_can_be_kept_during_a_repair_comes_from_the_journal() {
        var data = "x".repeat(200_000);
        var all = new ArrayList<Event>();
        for (long seq = 1; seq <= 60; seq++) {
            all.add(event(1, seq, data));
        }
        journal.store(all);
        var feed = fixture.spawnAttached(head(1, 1, 0));
        var log = fixture.expectJoined().log();
        journal.holdBack();

        for (int seq = 2; seq <= 60; seq++) {
            feed.tell(new Committed(head(1, seq), List.of(all.get(seq - 1)), NOW));
        }
        await().until(() -> journal.reads().size() == 1);
        journal.answer();

        await().untilAsserted(() -> assertThat(log.last()).isEqualTo(60));
    }

    @Test
    void a_batch_larger_than_can_be_kept_is_appended_all_the_same() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        var huge = new ArrayList<Event>();
        for (long seq = 1; seq <= 40; seq++) {
            huge.add(event(1, seq, "x".repeat(250_000)));
        }

        feed.tell(new Committed(head(1, 40), huge, NOW));

        await().untilAsserted(() -> assertThat(log.last()).isEqualTo(40));
        assertThat(journal.reads()).isEmpty();
    }

    @Test
    void what_comes_while_warming_is_kept() {
        journal.store(events(1, 1, 10));
        journal.holdBack();
        var feed = fixture.spawnAttached(head(1, 10));

        feed.tell(committed(1, 11, 12));
        feed.tell(committed(1, 13, 13));
        await().until(() -> journal.reads().size() == 1);
        journal.answer();

        var joined = fixture.expectJoined();
        assertThat(joined.head().last()).isEqualTo(13);
        assertThat(joined.log().last()).isEqualTo(13);
        awaitText(joined.log(), 0, frames(1, 1, 13));
    }

    @Test
    void the_journal_is_asked_again_when_it_fails() {
        journal.store(events(1, 1, 10));
        journal.failNext(2);
        fixture.spawnAttached(head(1, 10));
        await().until(() -> fixture.observer.seen().size() == 1);

        fixture.pass(Duration.ofMillis(200));
        await().until(() -> fixture.observer.seen().size() == 2);
        fixture.pass(Duration.ofMillis(200));
        fixture.joins.expectNoMessage(Duration.ofMillis(20));
        assertThat(journal.reads()).hasSize(2);
        fixture.pass(Duration.ofMillis(200));

        assertThat(fixture.expectJoined().log().last()).isEqualTo(10);
        assertThat(fixture.observer.seen()).containsExactly("journal failed", "journal failed");
    }

    @Test
    void readers_keep_what_they_have_while_a_repair_fails() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 1, 2));
        journal.failNext(1);

        feed.tell(committed(1, 4, 4));

        await().untilAsserted(() -> assertThat(fixture.observer.seen()).containsExactly("journal failed"));
        assertThat(log.retired()).isFalse();
        awaitText(log, 0, frames(1, 1, 2));
        journal.store(events(1, 1, 4));
        fixture.pass(Duration.ofMillis(200));
        awaitText(log, 0, frames(1, 1, 4));
    }

    @Test
    void a_page_that_should_have_had_something_is_read_again() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 2, 2));
        fixture.answerAttach(head(1, 2));
        fixture.settle(feed);

        journal.store(events(1, 1, 2));
        fixture.pass(Duration.ofMillis(200));

        awaitText(log, 0, frames(1, 1, 2));
    }

    @Test
    void events_that_were_pruned_before_they_came_start_the_log_anew() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 1, 2));
        journal.store(events(1, 1, 20));
        journal.pruneBefore(1, 11);

        feed.tell(committed(1, 20, 20));

        await().until(log::retired);
        feed.tell(new TopicFeed.Join(FrameForm.SSE, fixture.subscriber.getRef(), fixture.joins.getRef()));
        var joined = fixture.expectJoined();
        assertThat(joined.log().first()).isEqualTo(11);
        awaitText(joined.log(), 10, frames(1, 11, 20));
    }

    @Test
    void whatever_is_lost_doubled_or_late_the_log_is_whole() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();

        long last = 0;
        var late = new ArrayList<Committed>();
        for (int i = 0; i < 2_000; i++) {
            long first = last + 1;
            last += 1 + random.nextInt(5);
            journal.store(events(1, first, last));
            var batch = committed(1, first, last);
            switch (random.nextInt(10)) {
                case 0 -> {}
                case 1 -> late.add(batch);
                case 2 -> {
                    feed.tell(batch);
                    feed.tell(batch);
                }
                default -> feed.tell(batch);
            }
            if (late.size() > 5) {
                Collections.shuffle(late, random);
                late.forEach(feed::tell);
                late.clear();
            }
        }
        long end = last;
        feed.tell(new Attached(head(1, end), fixture.owner.getRef(), Attached.UNASKED));

        await().untilAsserted(() -> {
            fixture.pass(Duration.ofMillis(200));
            assertThat(log.last()).as("seed %d", seed).isEqualTo(end);
        });
        assertThat(FeedFixture.text(log, 0)).as("seed %d", seed).isEqualTo(frames(1, 1, end));
        assertThat(fixture.observer.seen()).noneMatch(entry -> entry.contains("restart"));
    }
}
