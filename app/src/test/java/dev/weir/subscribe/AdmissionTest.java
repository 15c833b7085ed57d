package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.Overflow;
import dev.weir.fanout.TopicFeeds;
import dev.weir.http.ClientDeparture;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets in, who has to wait, and who has to go. */
class AdmissionTest extends ConnectionsScene {

    private static final Duration LONG = Duration.ofMinutes(20);

    @Test
    void the_least_active_makes_room_for_a_newcomer_and_is_told_to_stay_away() throws Exception {
        var node = start(evicting(2));
        var idle = open(node, null);
        idle.next();
        pass(Duration.ofSeconds(30));
        open(node, null).next();
        pass(Duration.ofSeconds(31));

        node.tell(wanted(null, replies.getRef()));
        await().untilAsserted(() -> assertThat(observer.heard).contains("supervised connection evict"));
        assertThat(idle.untilEnd(Duration.ofMillis(100))).contains("\"code\":3004", "\"reconnect\":true");
        join(new TopicHead(1, 0, 1, log.last(), false));

        replies.expectMessageClass(OpenReply.Streaming.class);
        assertThat(observer.heard).doesNotContain("refused overload");
    }

    @Test
    void an_evicted_client_stays_away_for_longer_than_one_that_is_refused() throws Exception {
        var node = start(evicting(1));
        var idle = open(node, null);
        idle.next();
        pass(Duration.ofSeconds(61));
        node.tell(wanted(null, replies.getRef()));

        var bye = idle.untilEnd(Duration.ofMillis(100));

        assertThat(bye)
                .matches("(?s)retry: ([3-5][0-9]{4}|60000)\nevent: stream-bye\n.*")
                .endsWith("id: 1-0~\n\n");
    }

    @Test
    void nobody_goes_who_made_progress_within_a_minute() throws Exception {
        var node = start(evicting(1));
        open(node, null).next();
        pass(Duration.ofSeconds(55));

        node.tell(wanted(null, replies.getRef()));

        assertThat(replies.expectMessageClass(OpenReply.NotOpened.class).refusal())
                .isEqualTo(Refusal.NODE_FULL);
        assertThat(observer.heard).doesNotContain("supervised connection evict");
    }

    @Test
    void a_client_that_was_ended_by_plan_evicts_nobody_in_turn() throws Exception {
        var node = start(evicting(1));
        open(node, null).next();
        pass(Duration.ofSeconds(61));

        node.tell(wanted("1-0~", replies.getRef()));

        assertThat(replies.expectMessageClass(OpenReply.NotOpened.class).end()).isEqualTo(StreamEnd.OVERLOAD);
        assertThat(observer.heard).doesNotContain("supervised connection evict");
    }

    @Test
    void newcomers_beyond_the_rate_wait_in_line_and_no_longer_than_two_seconds() {
        var node = start(settings(rate(2), LONG));
        int refused = 0;
        for (int i = 0; i < 8; i++) {
            node.tell(wanted(null, replies.getRef()));
        }
        feeds.expectMessageClass(TopicFeeds.Join.class);
        feeds.expectNoMessage(Duration.ofMillis(50));
        while (refused < 3) {
            var not = replies.expectMessageClass(OpenReply.NotOpened.class);
            assertThat(not.refusal()).isEqualTo(Refusal.NODE_BUSY);
            assertThat(not.end()).isEqualTo(StreamEnd.OVERLOAD);
            refused++;
        }

        for (int waiting = 0; waiting < 4; waiting++) {
            pass(Duration.ofMillis(520));
            feeds.expectMessageClass(TopicFeeds.Join.class);
        }
        feeds.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void who_waits_in_line_is_refused_when_the_node_leaves() {
        var node = start(settings(rate(1), LONG));
        node.tell(wanted(null, replies.getRef()));
        node.tell(wanted(null, replies.getRef()));
        feeds.expectMessageClass(TopicFeeds.Join.class);

        node.tell(new Connections.Drain(
                Duration.ofSeconds(2),
                kit.<Connections.Drained>createTestProbe().getRef()));

        assertThat(replies.expectMessageClass(OpenReply.NotOpened.class).refusal())
                .isEqualTo(Refusal.DRAINING);
    }

    @Test
    void a_client_that_leaves_before_its_answer_gives_its_seat_back() {
        var node = start(settings(1, LONG));
        var departure = new ClientDeparture();
        node.tell(wanted(null, departure, replies.getRef()));
        feeds.expectMessageClass(TopicFeeds.Join.class);

        departure.happened();

        await().untilAsserted(() -> {
            node.tell(wanted(null, kit.<OpenReply>createTestProbe().getRef()));
            feeds.expectMessageClass(TopicFeeds.Join.class, Duration.ofMillis(100));
        });
    }

    @Test
    void a_client_that_leaves_a_silent_stream_is_gone_at_once() throws Exception {
        var departure = new ClientDeparture();
        connections.tell(wanted(null, departure, replies.getRef()));
        join(new TopicHead(1, 0, 1, log.last(), false));
        var stream = new Client(replies.expectMessageClass(OpenReply.Streaming.class));
        stream.next();

        departure.happened();

        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("opened", "ended client-gone"));
    }

    @Test
    void a_stream_can_be_ended_by_hand() throws Exception {
        var stream = open(null);
        stream.next();
        var id = look(null).open().get(0).facts().id();
        var evicted = kit.<Connections.Evicted>createTestProbe();

        connections.tell(new Connections.Evict("nobody", evicted.getRef()));
        assertThat(evicted.receiveMessage().found()).isFalse();
        connections.tell(new Connections.Evict(id, evicted.getRef()));

        assertThat(evicted.receiveMessage().found()).isTrue();
        assertThat(stream.untilEnd(Duration.ofMillis(100)))
                .contains("\"code\":3004")
                .endsWith("id: 1-0~\n\n");
        await().untilAsserted(() ->
                assertThat(observer.heard).containsExactly("opened", "supervised connection evict", "ended evicted"));
    }

    @Test
    void describes_its_streams_and_those_that_have_ended() throws Exception {
        for (int i = 0; i < 3; i++) {
            open(null).next();
        }

        var all = look(null);
        assertThat(all.open()).extracting(StreamView::number).containsExactly(1L, 2L, 3L);
        assertThat(all.open().get(0).quality()).isEqualTo(Quality.GOOD);
        assertThat(all.ended()).isEmpty();
        var id = all.open().get(1).facts().id();
        assertThat(look(id).open()).hasSize(1);
        connections.tell(new Connections.Evict(
                id, kit.<Connections.Evicted>createTestProbe().getRef()));
        passUntil(Duration.ofMillis(100), () -> look(id).open().isEmpty());

        var ended = look(id).ended().get(0);
        assertThat(ended.ending().reason()).isEqualTo("evicted");
        assertThat(ended.last().facts().id()).isEqualTo(id);
        assertThat(look(null).open()).extracting(StreamView::number).containsExactly(1L, 3L);
    }

    @Test
    void looks_around_every_few_seconds() throws Exception {
        open(null).next();

        passUntil(Duration.ofSeconds(1), () -> !observer.surveys.isEmpty());

        var survey = observer.surveys.get(0);
        assertThat(survey.qualities().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(1);
        assertThat(survey.heartbeatMean()).isEqualTo(Duration.ofSeconds(5));
    }

    private StreamsNow look(@Nullable String id) {
        var answer = kit.<StreamsNow>createTestProbe();
        connections.tell(new Connections.Look(id, answer.getRef()));
        return answer.receiveMessage();
    }

    /** Clients of these tests do not take their heartbeats. */
    private static ConnectionSettings evicting(int max) {
        return new ConnectionSettings(
                TestSettings.admission(max, Overflow.EVICT_LEAST_ACTIVE),
                Duration.ofSeconds(25),
                Duration.ofSeconds(5),
                LONG,
                LONG,
                LONG,
                262_144,
                "node-1");
    }

    private static AdmissionSettings rate(int perSecond) {
        return new AdmissionSettings(
                100, Overflow.REJECT, 0, 0, 0, perSecond, 200, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }
}
