package dev.weir.topic;

import static dev.weir.topic.TopicsScene.draft;
import static dev.weir.topic.TopicsScene.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service asks and tells, through Cluster Sharding, of topics that misbehave as they are told. */
class AskTest {

    private static final TopicsScene SCENE = new TopicsScene();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TopicName name = new TopicName("topic " + NAMES.incrementAndGet());
    private final ScriptedTopic topic = SCENE.topic(name);
    private final Topics topics = SCENE.topics();

    @AfterAll
    static void stop() {
        SCENE.close();
    }

    private static PublishReply reply(CompletionStage<PublishReply> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Refusal refusal(CompletionStage<PublishReply> stage) {
        return ((Refused) reply(stage)).refusal();
    }

    @Test
    void an_answer_says_where_the_drafts_are() {
        var first = reply(topics.ask(name, keyed("a"), keyed("b")));
        var second = reply(topics.ask(name, keyed("b"), keyed("c")));

        assertThat(first).isEqualTo(new Published(1, 1, 2, false, List.of()));
        assertThat(second).isEqualTo(new Published(1, 3, 1, false, List.of(new Replay(0, 2))));
        assertThat(topic.stored()).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"OVERLOADED", "JOURNAL_UNAVAILABLE", "OUTCOME_UNKNOWN", "DRAINING", "DEADLINE_PASSED"})
    void a_refusal_that_may_pass_is_tried_again_with_the_same_keys(Refusal refusal) {
        topic.thenRefuse(refusal).thenRefuse(refusal);

        var reply = reply(topics.ask(name, draft("a"), keyed("b")));

        assertThat(reply).isEqualTo(new Published(1, 1, 2, false, List.of()));
        assertThat(topic.received()).hasSize(3);
        assertThat(topic.received().stream().map(Publish::drafts).distinct()).hasSize(1);
        assertThat(topic.received().get(0).drafts())
                .extracting(Draft::idempotencyKey)
                .doesNotContainNull();
        assertThat(topic.received().stream().map(Publish::arrivedAt).distinct()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"TOPIC_CLOSED", "KEY_REUSED", "NO_SUCH_TOPIC", "EVENT_TOO_LARGE"})
    void a_refusal_that_stays_is_the_answer(Refusal refusal) {
        topic.thenRefuse(refusal);

        assertThat(refusal(topics.ask(name, draft("a")))).isEqualTo(refusal);
        assertThat(topic.received()).hasSize(1);
    }

    @Test
    void drafts_without_keys_are_stored_once_when_the_answer_was_lost() {
        topic.thenStoreWithoutAnswer();

        var reply = reply(topics.ask(name, draft("a"), draft("b")));

        assertThat(reply).isEqualTo(new Published(1, 0, 0, false, List.of(new Replay(0, 1), new Replay(1, 2))));
        assertThat(topic.stored()).containsExactly("a", "b");
    }

    @Test
    void the_next_try_waits_until_the_one_before_can_no_longer_be_stored() {
        topic.thenStayAway();

        reply(topics.ask(name, draft("a")));

        var first = topic.received().get(0);
        var second = topic.received().get(1);
        assertThat(second.deadline()).isAfter(first.deadline().plus(TopicsScene.SETTINGS.tryFor()));
    }

    @Test
    void asking_twice_stores_twice_what_has_no_key() {
        reply(topics.ask(name, draft("a")));
        reply(topics.ask(name, draft("a")));

        assertThat(topic.stored()).containsExactly("a", "a");
    }

    @Test
    void the_last_refusal_is_the_answer_when_the_time_is_over() {
        IntStream.range(0, 1_000).forEach(i -> topic.thenRefuse(Refusal.OVERLOADED));

        assertThat(refusal(topics.ask(name, draft("a")))).isEqualTo(Refusal.OVERLOADED);
        assertThat(topic.received()).hasSizeBetween(10, 200);
        assertThat(topic.received())
                .extracting(Publish::deadline)
                .allMatch(deadline ->
                        !deadline.isAfter(topic.received().get(0).arrivedAt().plus(TopicsScene.SETTINGS.retryFor())));
    }

    @Test
    void the_outcome_is_unknown_when_any_try_may_have_been_stored() {
        topic.thenStoreWithoutAnswer();
        IntStream.range(0, 1_000).forEach(i -> topic.thenRefuse(Refusal.OVERLOADED));

        assertThat(refusal(topics.ask(name, draft("a")))).isEqualTo(Refusal.OUTCOME_UNKNOWN);
    }

    @Test
    void what_no_topic_would_take_is_refused_before_it_is_sent() {
        var tooLarge = draft("x".repeat(PublishBounds.DEFAULT.eventBytesMax() + 1));
        var half = draft("x".repeat(PublishBounds.DEFAULT.eventBytesMax()));
        var batch = IntStream.range(0, 33).mapToObj(i -> half).toList();
        var many = IntStream.rangeClosed(0, PublishBounds.EVENTS_MAX)
                .mapToObj(i -> draft("x"))
                .toList();

        assertThat(refusal(topics.ask(name, tooLarge))).isEqualTo(Refusal.EVENT_TOO_LARGE);
        assertThat(refusal(topics.ask(name, batch))).isEqualTo(Refusal.BATCH_TOO_LARGE);
        assertThat(refusal(topics.ask(name, many))).isEqualTo(Refusal.BATCH_TOO_LARGE);
        assertThat(topic.received()).isEmpty();
    }

    @Test
    void json_is_looked_at_as_strictly_as_over_http() {
        for (var broken : List.of("{", "{\"a\":1}x", "NaN", " ", "\ufeff1", "[1,]")) {
            assertThat(refusal(topics.ask(name, Draft.of(Content.JSON, broken))))
                    .as(broken)
                    .isEqualTo(Refusal.BAD_JSON);
        }
        assertThat(refusal(topics.ask(name, Draft.of(Content.JSON, "\"\\ud800\""))))
                .isEqualTo(Refusal.BAD_DATA);
        assertThat(topic.received()).isEmpty();
    }

    @Test
    void json_is_stored_without_the_white_space_around_it() {
        reply(topics.ask(name, new Draft(Content.JSON, "\n{\"a\": 1} ", "type", "key", "once")));

        assertThat(topic.received().get(0).drafts())
                .containsExactly(new Draft(Content.JSON, "{\"a\": 1}", "type", "key", "once"));
    }

    @Test
    void more_than_may_be_under_way_is_refused_at_once() {
        topic.thenStayAway();
        var alone = SCENE.topics(withPublishesMax(1));
        var waiting = alone.ask(name, draft("a"));

        assertThat(refusal(alone.ask(name, draft("b")))).isEqualTo(Refusal.OVERLOADED);
        assertThat(reply(waiting)).isInstanceOf(Published.class);
        assertThat(reply(alone.ask(name, draft("c")))).isInstanceOf(Published.class);
        assertThat(topic.stored()).containsExactly("a", "c");
    }

    @Test
    void a_draft_without_key_cannot_be_told() {
        assertThatIllegalArgumentException().isThrownBy(() -> topics.tell(name, draft("a")));
        assertThatIllegalArgumentException().isThrownBy(() -> topics.ask(name));
    }

    @Test
    void what_is_told_is_tried_again_until_it_is_stored() {
        topic.thenRefuse(Refusal.OVERLOADED).thenStoreWithoutAnswer();

        topics.tell(name, keyed("a"));

        await().atMost(Duration.ofSeconds(20)).until(() -> topic.received().size() == 3);
        assertThat(topic.stored()).containsExactly("a");
        assertThat(topics.tellsFailed()).isZero();
    }

    @Test
    void what_is_told_and_cannot_be_stored_is_counted() {
        topic.thenRefuse(Refusal.TOPIC_CLOSED);

        topics.tell(name, keyed("a"));
        topics.tell(name, new Draft(Content.JSON, "{", null, null, "key"));

        await().atMost(Duration.ofSeconds(20)).until(() -> topics.tellsFailed() == 2);
    }

    private static ServiceSettings withPublishesMax(int publishesMax) {
        var other = TopicsScene.SETTINGS;
        return new ServiceSettings(
                other.bounds(),
                other.retryFor(),
                other.tryFor(),
                other.pauseMin(),
                other.pauseMax(),
                publishesMax,
                other.bytesMax(),
                other.sinkEventsMax(),
                other.sinkBytesMax());
    }
}
