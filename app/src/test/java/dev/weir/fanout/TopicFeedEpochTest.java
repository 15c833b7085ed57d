package dev.weir.fanout;

import static dev.weir.fanout.FeedFixture.awaitText;
import static dev.weir.fanout.FeedFixture.committed;
import static dev.weir.fanout.FeedFixture.events;
import static dev.weir.fanout.FeedFixture.frames;
import static dev.weir.fanout.FeedFixture.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.TopicHead;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic's history may begin, and begin anew, under a feed and its readers. */
final class TopicFeedEpochTest {

    private final FeedFixture fixture = new FeedFixture();
    private final ScriptedEventLog journal = fixture.journal;

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void an_empty_topic_begins_its_first_epoch_under_its_readers() {
        var feed = fixture.spawnAttached(TopicHead.EMPTY);
        var joined = fixture.expectJoined();
        assertThat(joined.head()).isEqualTo(TopicHead.EMPTY);
        assertThat(joined.log().epoch()).isZero();
        var reader = joined.log().reader(() -> {});
        assertThat(reader.seek(0)).isTrue();

        feed.tell(committed(1, 1, 2));

        awaitText(joined.log(), 0, frames(1, 1, 2));
        assertThat(joined.log().epoch()).isEqualTo(1);
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.DATA);
        assertThat(joined.log().retired()).isFalse();
    }

    @Test
    void who_is_there_gets_also_what_retention_has_passed_when_it_comes() {
        var feed = fixture.spawnAttached(TopicHead.EMPTY);
        var log = fixture.expectJoined().log();

        feed.tell(new Committed(head(1, 91, 100), events(1, 1, 100), FeedFixture.NOW));
        feed.tell(new Committed(head(1, 291, 300), events(1, 101, 300), FeedFixture.NOW));

        awaitText(log, 0, frames(1, 1, 300));
        assertThat(log.retired()).isFalse();
    }

    @Test
    void the_first_events_of_an_empty_topic_may_be_lost_too() {
        var feed = fixture.spawnAttached(TopicHead.EMPTY);
        var log = fixture.expectJoined().log();
        journal.store(events(1, 1, 3));

        feed.tell(committed(1, 3, 3));

        awaitText(log, 0, frames(1, 1, 3));
        assertThat(log.epoch()).isEqualTo(1);
    }

    @Test
    void a_new_epoch_retires_the_log_and_starts_another() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 1, 2));
        awaitText(log, 0, frames(1, 1, 2));
        var reader = log.reader(() -> {});
        reader.seek(2);

        journal.store(events(2, 1, 1));
        feed.tell(committed(2, 1, 1));

        await().until(log::retired);
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.RETIRED);
        feed.tell(new TopicFeed.Join(FrameForm.SSE, fixture.subscriber.getRef(), fixture.joins.getRef()));
        var joined = fixture.expectJoined();
        assertThat(joined.log()).isNotSameAs(log);
        assertThat(joined.log().epoch()).isEqualTo(2);
        awaitText(joined.log(), 0, frames(2, 1, 1));
        assertThat(fixture.memory.bytes()).isEqualTo(joined.log().bytes());
    }

    @Test
    void a_new_epoch_during_a_repair_leaves_nothing_of_the_old_one() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        journal.store(events(1, 1, 5));
        journal.holdBack();
        feed.tell(committed(1, 5, 5));
        await().until(() -> journal.reads().size() == 1);

        feed.tell(new Attached(head(2, 0), fixture.owner.getRef(), Attached.UNASKED));
        feed.tell(committed(2, 1, 1));
        await().until(log::retired);
        journal.answer();

        feed.tell(new TopicFeed.Join(FrameForm.SSE, fixture.subscriber.getRef(), fixture.joins.getRef()));
        var joined = fixture.expectJoined();
        awaitText(joined.log(), 0, frames(2, 1, 1));
    }

    @Test
    void a_new_epoch_while_warming_leaves_nothing_of_the_old_one() {
        journal.store(events(1, 1, 10));
        journal.store(events(2, 1, 11));
        journal.holdBack();
        var feed = fixture.spawnAttached(head(1, 10));
        feed.tell(committed(1, 11, 12));
        await().until(() -> journal.reads().size() == 1);

        feed.tell(new Attached(head(2, 10), fixture.owner.getRef(), Attached.UNASKED));
        feed.tell(committed(2, 11, 11));
        fixture.joins.expectNoMessage(Duration.ofMillis(20));
        journal.answer();

        var joined = fixture.expectJoined();
        assertThat(joined.head().epoch()).isEqualTo(2);
        awaitText(joined.log(), 0, frames(2, 1, 11));
        assertThat(fixture.observer.seen()).isEmpty();
    }

    @Test
    void what_an_owner_of_an_earlier_epoch_says_is_nothing() {
        var feed = fixture.spawnAttached(head(3, 0));
        var log = fixture.expectJoined().log();

        feed.tell(committed(2, 7, 8));
        feed.tell(new Attached(head(2, 9), fixture.owner.getRef(), Attached.UNASKED));
        feed.tell(committed(3, 1, 1));

        awaitText(log, 0, frames(3, 1, 1));
        assertThat(log.retired()).isFalse();
        assertThat(journal.reads()).isEmpty();
    }
}
