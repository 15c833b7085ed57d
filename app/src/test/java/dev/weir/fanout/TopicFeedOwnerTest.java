package dev.weir.fanout;

import static dev.weir.fanout.FeedFixture.awaitText;
import static dev.weir.fanout.FeedFixture.committed;
import static dev.weir.fanout.FeedFixture.events;
import static dev.weir.fanout.FeedFixture.frames;
import static dev.weir.fanout.FeedFixture.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fanout.TopicFeed.HeadConfirmed;
import dev.weir.fanout.TopicFeed.HeadNotConfirmed;
import dev.weir.fanout.TopicFeed.HeadReply;
import dev.weir.fanout.TopicFeeds.NotJoined;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A feed and the topic's owner, who may be silent, lose messages, move, or be asked to hold publishers. */
final class TopicFeedOwnerTest {

    private static final Duration BRIEFLY = Duration.ofMillis(20);

    private final FeedFixture fixture = new FeedFixture();
    private final TestProbe<HeadReply> confirmations = fixture.kit.createTestProbe();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void attaches_again_with_growing_pauses_until_the_owner_answers() {
        var feed = fixture.spawn();
        feed.tell(new TopicFeed.Join(FrameForm.SSE, fixture.subscriber.getRef(), fixture.joins.getRef()));
        long first = fixture.expectAttach().request();

        fixture.owner.expectNoMessage(BRIEFLY);
        fixture.pass(Duration.ofMillis(200));
        assertThat(fixture.expectAttach().request()).isGreaterThan(first);
        fixture.pass(Duration.ofMillis(200));
        fixture.owner.expectNoMessage(BRIEFLY);
        fixture.pass(Duration.ofMillis(200));
        fixture.answerAttach(head(1, 0));

        assertThat(fixture.expectJoined().log().last()).isZero();
    }

    @Test
    void a_lost_last_message_is_found_by_attaching_again() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(committed(1, 1, 2));
        awaitText(log, 0, frames(1, 1, 2));
        fixture.journal.store(events(1, 1, 3));

        fixture.pass(fixture.settings.reattachEvery());
        fixture.answerAttach(head(1, 3));

        awaitText(log, 0, frames(1, 1, 3));
        assertThat(fixture.observer.seen()).containsExactly("repaired quakes 1");
    }

    @Test
    void a_quiet_feed_attaches_again_and_again() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();

        for (int i = 0; i < 3; i++) {
            fixture.owner.expectNoMessage(BRIEFLY);
            fixture.pass(fixture.settings.reattachEvery());
            fixture.answerAttach(head(1, 0));
            fixture.settle(feed);
        }
    }

    @Test
    void a_feed_whose_owner_has_gone_attaches_at_once() {
        var moving = fixture.kit.<TopicCommand>createTestProbe();
        var feed = fixture.spawn();
        var attach = fixture.expectAttach();
        feed.tell(new Attached(head(1, 0), moving.getRef(), attach.request()));

        moving.stop();

        assertThat(fixture.expectAttach().request()).isGreaterThan(attach.request());
    }

    @Test
    void an_owner_that_starts_again_says_so_unasked() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        fixture.journal.store(events(1, 1, 2));

        feed.tell(new Attached(head(1, 2), fixture.owner.getRef(), Attached.UNASKED));

        awaitText(log, 0, frames(1, 1, 2));
    }

    @Test
    void a_join_before_the_owner_answered_waits_but_not_for_ever() {
        var feed = fixture.spawn();
        feed.tell(new TopicFeed.Join(FrameForm.SSE, fixture.subscriber.getRef(), fixture.joins.getRef()));
        fixture.expectAttach();
        fixture.settle(feed);

        fixture.pass(fixture.settings.joinTimeout());

        assertThat(fixture.joins.expectMessageClass(NotJoined.class).refusal()).isEqualTo(Refusal.JOURNAL_UNAVAILABLE);
    }

    @Test
    void the_head_is_confirmed_by_an_answer_to_what_was_asked_afterwards() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();
        fixture.pass(fixture.settings.reattachEvery());
        var before = fixture.expectAttach();

        feed.tell(new TopicFeed.ConfirmHead(confirmations.getRef()));
        fixture.owner.expectNoMessage(BRIEFLY);
        feed.tell(new Attached(head(1, 0), fixture.owner.getRef(), before.request()));
        confirmations.expectNoMessage(BRIEFLY);
        fixture.answerAttach(head(1, 0));

        confirmations.expectMessage(new HeadConfirmed(head(1, 0)));
    }

    @Test
    void the_head_is_confirmed_when_the_log_has_reached_it() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();

        feed.tell(new TopicFeed.ConfirmHead(confirmations.getRef()));
        fixture.journal.holdBack();
        fixture.journal.store(events(1, 1, 4));
        fixture.answerAttach(head(1, 4));
        fixture.settle(feed);
        confirmations.expectNoMessage(BRIEFLY);
        fixture.journal.answer();

        confirmations.expectMessage(new HeadConfirmed(head(1, 4)));
    }

    @Test
    void one_question_serves_all_who_came_before_it() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();

        feed.tell(new TopicFeed.ConfirmHead(confirmations.getRef()));
        var first = fixture.expectAttach();
        for (int i = 0; i < 100; i++) {
            feed.tell(new TopicFeed.ConfirmHead(confirmations.getRef()));
        }
        feed.tell(new Attached(head(1, 0), fixture.owner.getRef(), first.request()));
        fixture.answerAttach(head(1, 0));

        confirmations.receiveSeveralMessages(101);
        fixture.owner.expectNoMessage(BRIEFLY);
    }

    @Test
    void the_head_of_a_silent_owner_is_not_confirmed() {
        var feed = fixture.spawnAttached(head(1, 0));
        fixture.expectJoined();

        feed.tell(new TopicFeed.ConfirmHead(confirmations.getRef()));
        fixture.expectAttach();
        fixture.settle(feed);
        fixture.pass(fixture.settings.joinTimeout());

        confirmations.expectMessageClass(HeadNotConfirmed.class);
    }

    @Test
    void publishers_wait_while_readers_are_far_behind() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        var reader = log.reader(() -> {});
        reader.seek(0);

        appendBytes(feed, log, 1, fixture.settings.holdLagBytes() + 100_000);
        fixture.owner.expectMessage(new TopicCommand.Hold(feed));

        fixture.pass(Duration.ofMillis(220));
        fixture.owner.expectNoMessage(BRIEFLY);
        keepActive(reader, log);
        fixture.pass(Duration.ofMillis(40));
        fixture.owner.expectMessage(new TopicCommand.Hold(feed));
        readAll(reader);
        fixture.pass(Duration.ofMillis(20));
        fixture.owner.expectMessage(new TopicCommand.Resume(feed));
        fixture.pass(Duration.ofSeconds(1));
        fixture.owner.expectNoMessage(BRIEFLY);
        assertThat(fixture.observer.seen()).containsExactly("held");
    }

    @Test
    void publishers_do_not_wait_for_readers_that_keep_up() {
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        var reader = log.reader(() -> {});
        reader.seek(0);

        appendBytes(feed, log, 1, fixture.settings.holdLagBytes() - 100_000);
        fixture.settle(feed);

        fixture.owner.expectNoMessage(BRIEFLY);
    }

    @Test
    void an_owner_that_moved_is_not_asked_to_let_go() {
        var moving = fixture.kit.<TopicCommand>createTestProbe();
        var feed = fixture.spawnAttached(head(1, 0));
        var log = fixture.expectJoined().log();
        feed.tell(new Attached(head(1, 0), moving.getRef(), Attached.UNASKED));
        var reader = log.reader(() -> {});
        reader.seek(0);
        appendBytes(feed, log, 1, fixture.settings.holdLagBytes() + 100_000);
        moving.expectMessage(new TopicCommand.Hold(feed));

        feed.tell(new Attached(head(1, 1), fixture.owner.getRef(), Attached.UNASKED));
        fixture.settle(feed);
        readAll(reader);
        fixture.pass(Duration.ofSeconds(1));

        fixture.owner.expectNoMessage(BRIEFLY);
        moving.expectNoMessage(BRIEFLY);
    }

    private static void appendBytes(ActorRef<FeedMessage> feed, TopicLog log, long seq, long bytes) {
        feed.tell(new Committed(
                head(1, seq), List.of(FeedFixture.event(1, seq, "x".repeat((int) bytes))), FeedFixture.NOW));
        await().until(() -> log.last() == seq);
    }

    private static void keepActive(LogReader reader, TopicLog log) {
        assertThat(reader.seek(log.first() - 1)).isTrue();
    }

    private static void readAll(LogReader reader) {
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.DATA);
        assertThat(reader.read()).isEqualTo(LogReader.Outcome.EMPTY);
    }
}
