package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Credential;
import dev.weir.fanout.TopicFeed;
import dev.weir.fanout.TopicFeeds;
import dev.weir.http.ClientAddress;
import dev.weir.http.ClientDeparture;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;

class ConnectionsTest extends ConnectionsScene {

    @Test
    void greets_and_then_delivers() throws Exception {
        var stream = open(null);

        publish("one");

        assertThat(stream.next())
                .matches("(?s)retry: [0-9]+\nevent: stream-open\ndata: \\{\"connection\":\"[A-Za-z0-9_-]{16}\","
                        + "\"node\":\"node-1\",\"heartbeat\":5,\"gap\":false,\"topics\":\\{\"trades\":\"1-0\"}}\n"
                        + "id: 1-0\n\n");
        assertThat(stream.next()).isEqualTo("data: one\nid: 1-1\n\n");
        assertThat(observer.heard).containsExactly("opened");
    }

    @Test
    void a_heartbeat_comes_after_an_interval_in_which_nothing_was_sent() throws Exception {
        var stream = open(null);
        stream.next();
        var next = stream.pull();

        pass(Duration.ofSeconds(3));
        publish("one");
        assertThat(next.get(5, TimeUnit.SECONDS)).isPresent();
        var quiet = stream.pull();
        pass(Duration.ofMillis(4_990));
        feeds.expectNoMessage(Duration.ofMillis(50));
        assertThat(quiet).isNotDone();
        passUntil(Duration.ofMillis(10), quiet::isDone);

        assertThat(text(quiet)).isEqualTo(": hb\n");
    }

    @Test
    void a_client_that_takes_nothing_is_given_up() throws Exception {
        var stream = open(null);
        stream.next();
        publish("one");
        publish("two");

        passUntil(Duration.ofSeconds(1), () -> observer.heard.contains("ended stall"));

        assertThat(nanos.get()).isGreaterThanOrEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(observer.heard).containsExactly("opened", "supervised connection stop", "ended stall");
        stream.fails();
    }

    @Test
    void a_stream_without_events_ends_as_idle_with_its_id() throws Exception {
        var stream = open("1-0");
        stream.next();

        var last = stream.untilEnd(Duration.ofSeconds(5));

        assertThat(last).contains("\"code\":3002").endsWith("id: 1-0~\n\n");
        assertThat(nanos.get())
                .isBetween(
                        Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(45).toNanos());
        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("resumed", "ended idle"));
    }

    @Test
    void a_stream_ends_when_its_life_is_over() throws Exception {
        var stream = open(start(settings(20, Duration.ofMinutes(30))), "1-0~");
        stream.next();

        var last = stream.untilEnd(Duration.ofSeconds(5));

        assertThat(last).contains("\"code\":3001").endsWith("id: 1-0~\n\n");
        assertThat(nanos.get())
                .isBetween(
                        Duration.ofSeconds(48).toNanos(), Duration.ofSeconds(70).toNanos());
        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("opened", "ended lifetime"));
    }

    @Test
    void a_stream_ends_with_what_let_its_client_in() throws Exception {
        var open = wanted("1-0", replies.getRef());
        connections.tell(new Connections.Open(
                open.request(),
                open.denied(),
                open.client(),
                open.peer(),
                new Credential("alice", null, null, Instant.now().plusSeconds(20)),
                open.departure(),
                open.replyTo()));
        join(new TopicHead(1, 0, 1, log.last(), false));
        var stream = new Client(replies.expectMessageClass(OpenReply.Streaming.class));
        stream.next();

        var last = stream.untilEnd(Duration.ofSeconds(1));

        assertThat(last).contains("\"code\":3501", "\"reconnect\":false").doesNotContain("\nid:", "retry:");
        assertThat(nanos.get()).isLessThan(Duration.ofSeconds(26).toNanos());
        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("resumed", "ended token-expired"));
    }

    @Test
    void a_client_that_leaves_makes_room() throws Exception {
        var one = start(settings(1, Duration.ofSeconds(30)));
        var stream = open(one, null);
        one.tell(wanted(null, replies.getRef()));
        var refused = replies.expectMessageClass(OpenReply.NotOpened.class);
        assertThat(refused.refusal()).isEqualTo(Refusal.NODE_FULL);
        assertThat(refused.end()).isEqualTo(StreamEnd.OVERLOAD);
        assertThat(refused.retryMillis()).isBetween(1_000L, 30_000L);

        stream.cancel();
        await().untilAsserted(() ->
                assertThat(observer.heard).containsExactly("opened", "refused overload", "ended client-gone"));

        open(one, null).next();
    }

    @Test
    void a_source_that_nobody_runs_is_given_up() {
        connections.tell(wanted(null, replies.getRef()));
        join(new TopicHead(1, 0, 1, 0, false));
        var streaming = replies.expectMessageClass(OpenReply.Streaming.class);

        pass(Connection.OPENING_TIMEOUT);

        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("opened", "ended client-gone"));
        var late = streaming.bytes().runWith(Sink.ignore(), kit.system()).toCompletableFuture();
        assertThat(late).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void a_topic_that_cannot_be_joined_is_refused() {
        connections.tell(wanted(null, replies.getRef()));
        feeds.expectMessageClass(TopicFeeds.Join.class)
                .replyTo()
                .tell(new TopicFeeds.NotJoined(Refusal.JOURNAL_UNAVAILABLE, "down"));

        var refused = replies.expectMessageClass(OpenReply.NotOpened.class);

        assertThat(refused.refusal()).isEqualTo(Refusal.JOURNAL_UNAVAILABLE);
        assertThat(observer.heard).containsExactly("refused overload");
    }

    @Test
    void a_feed_that_does_not_answer_is_given_up() {
        connections.tell(wanted(null, replies.getRef()));
        feeds.expectMessageClass(TopicFeeds.Join.class);

        pass(Joining.TIMEOUT);

        assertThat(replies.expectMessageClass(OpenReply.NotOpened.class).refusal())
                .isEqualTo(Refusal.JOURNAL_UNAVAILABLE);
    }

    @Test
    void an_id_is_ahead_only_when_the_owner_says_so() throws Exception {
        connections.tell(wanted("1-9", replies.getRef()));
        join(new TopicHead(1, 0, 1, 5, false));
        feed.expectMessageClass(TopicFeed.ConfirmHead.class)
                .replyTo()
                .tell(new TopicFeed.HeadConfirmed(new TopicHead(1, 0, 1, 6, false)));

        var stream = new Client(replies.expectMessageClass(OpenReply.Streaming.class));

        assertThat(stream.next())
                .contains("\"gap\":true,\"topics\":{\"trades\":\"1-6\"}}\n\nevent: stream-gap\n"
                        + "data: {\"topic\":\"trades\",\"cause\":\"ahead\",\"requested\":\"1-9\",\"earliest\":\"1-1\","
                        + "\"latest\":\"1-6\",\"lost\":null,\"from\":\"1-6\"}\nid: 1-6\n\n");
        assertThat(observer.heard).containsExactlyInAnyOrder("gap ahead 0", "resumed");
    }

    /** Answers another join, if one has come, with what the owner has learnt. */
    private boolean joinedAgain() {
        try {
            var join = (TopicFeeds.Join) feeds.receiveMessage(Duration.ofMillis(1));
            join.replyTo().tell(new TopicFeeds.Joined(log, new TopicHead(1, 0, 1, 9, false), feed.getRef()));
            return true;
        } catch (AssertionError nothingHasCome) {
            return false;
        }
    }

    /** It is the owner that is behind, after two nodes took themselves for it. */
    @Test
    void an_id_is_not_ahead_when_the_journal_has_its_event() throws Exception {
        for (int seq = 1; seq <= 9; seq++) {
            publish("event " + seq);
        }
        connections.tell(wanted("1-9", replies.getRef()));
        join(new TopicHead(1, 0, 1, 5, false));
        feed.expectMessageClass(TopicFeed.ConfirmHead.class)
                .replyTo()
                .tell(new TopicFeed.HeadConfirmed(new TopicHead(1, 0, 1, 6, false)));

        passUntil(Duration.ofMillis(10), this::joinedAgain);

        var stream = new Client(replies.expectMessageClass(OpenReply.Streaming.class));

        assertThat(stream.next()).contains("\"gap\":false", "\"trades\":\"1-9\"");
    }

    @Test
    void a_time_is_looked_up_in_the_journal() throws Exception {
        publish("one");
        publish("two");
        var since = new StartPosition.Since(JournalScript.TIME.plusSeconds(2));
        var request = new StreamRequest(
                List.of(TOPIC), AnswerForm.SSE, null, since, null, false, false, false, 1_000, Duration.ZERO);
        connections.tell(new Connections.Open(
                request,
                List.of(),
                ClientAddress.UNKNOWN,
                "unknown",
                Credential.NONE,
                new ClientDeparture(),
                replies.getRef()));
        join(new TopicHead(1, 0, 1, 2, false));

        var stream = new Client(replies.expectMessageClass(OpenReply.Streaming.class));

        assertThat(stream.next()).contains("\"heartbeat\":25,").endsWith("id: 1-1\n\n");
        assertThat(stream.next()).isEqualTo("data: two\nid: 1-2\n\n");
    }

    @Test
    void a_stream_goes_on_in_its_topics_next_life_after_a_gap() throws Exception {
        var stream = open(null);
        publish("one");
        stream.next();
        stream.next();
        var next = stream.pull();

        var old = log;
        log = StreamFixture.newLog(new Position(2, 0), 1 << 20);
        old.retire();
        join(new TopicHead(2, 9, 1, 0, false));

        assertThat(text(next))
                .isEqualTo("event: stream-gap\ndata: {\"topic\":\"trades\",\"cause\":\"epoch\",\"requested\":null,"
                        + "\"earliest\":null,\"latest\":null,\"lost\":null,\"from\":\"2-0\"}\nid: 2-0\n\n");
        publish("two");
        assertThat(stream.next()).isEqualTo("data: two\nid: 2-1\n\n");
    }

    @Test
    void a_feed_that_fails_to_take_a_stream_back_is_asked_again() throws Exception {
        var stream = open(null);
        stream.next();
        var next = stream.pull();
        var old = log;
        log = StreamFixture.newLog(new Position(1, 0), 1 << 20);
        old.retire();
        feeds.expectMessageClass(TopicFeeds.Join.class)
                .replyTo()
                .tell(new TopicFeeds.NotJoined(Refusal.OVERLOADED, "busy"));
        feeds.expectNoMessage(Duration.ofMillis(50));

        pass(Connection.JOIN_PAUSE.multipliedBy(2));
        join(new TopicHead(1, 0, 1, 0, false));
        publish("one");

        assertThat(text(next)).isEqualTo("data: one\nid: 1-1\n\n");
    }
}
