package dev.weir.topic;

import static dev.weir.topic.TopicsScene.draft;
import static dev.weir.topic.TopicsScene.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Supervision;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The sink of drafts, into topics that misbehave as they are told. */
class SinkTest {

    private static final TopicsScene SCENE = new TopicsScene();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TopicName name = new TopicName("topic " + NAMES.incrementAndGet());
    private final ScriptedTopic topic = SCENE.topic(name);
    private final Topics topics = SCENE.topics();

    @AfterAll
    static void stop() {
        SCENE.close();
    }

    private CompletionStage<PublishCount> run(Source<Draft, ?> drafts) {
        return drafts.runWith(topics.sink(name), SCENE.kit().system());
    }

    private static PublishCount count(CompletionStage<PublishCount> outcome) {
        return outcome.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static Throwable failure(CompletionStage<PublishCount> outcome) {
        try {
            throw new AssertionError("not failed: " + count(outcome));
        } catch (CompletionException failed) {
            return Objects.requireNonNull(failed.getCause());
        }
    }

    private static PublishFailed refused(CompletionStage<PublishCount> outcome) {
        return (PublishFailed) failure(outcome);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    @Test
    void stores_all_in_their_order_in_batches() {
        var numbers = numbers(1_000);

        var count = count(run(Source.from(numbers).map(TopicsScene::draft)));

        assertThat(count).isEqualTo(new PublishCount(1_000, 0));
        assertThat(topic.stored()).isEqualTo(numbers);
        assertThat(topic.received())
                .hasSizeLessThan(500)
                .allSatisfy(publish -> assertThat(publish.drafts()).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void keeps_the_order_through_refusals_and_lost_answers_in_the_middle() {
        var numbers = numbers(200);
        topic.thenStore().thenRefuse(Refusal.OVERLOADED).thenStoreWithoutAnswer();
        topic.thenRefuse(Refusal.OUTCOME_UNKNOWN).thenStore().thenRefuse(Refusal.DRAINING);

        var count = count(run(Source.from(numbers).map(TopicsScene::keyed)));

        assertThat(topic.stored()).isEqualTo(numbers);
        assertThat(count.acknowledged()).isEqualTo(200);
        assertThat(count.replayed()).isPositive();
    }

    @Test
    void counts_what_had_been_stored_before() {
        var drafts = Source.from(numbers(50)).map(TopicsScene::keyed);
        count(run(drafts));

        var again = count(run(drafts));

        assertThat(again).isEqualTo(new PublishCount(0, 50));
        assertThat(topic.stored()).isEqualTo(numbers(50));
    }

    @Test
    void fails_with_the_refusal_and_how_many_are_stored() {
        topic.thenStore().thenRefuse(Refusal.TOPIC_CLOSED);

        var failed = refused(run(Source.from(numbers(100)).map(TopicsScene::draft)));

        assertThat(failed.refusal()).isEqualTo(Refusal.TOPIC_CLOSED);
        assertThat(failed.acknowledged()).isEqualTo(topic.stored().size()).isPositive();
        assertThat(failed).hasMessageContaining("TOPIC_CLOSED after " + failed.acknowledged());
        assertThat(topic.received()).hasSize(2);
    }

    @Test
    void stores_everything_before_a_bad_draft_and_nothing_after_it() {
        var drafts = Source.from(numbers(100))
                .map(number -> number.equals("57") ? Draft.of(Content.JSON, "{") : draft(number));

        var failed = refused(run(drafts));

        assertThat(failed.refusal()).isEqualTo(Refusal.BAD_JSON);
        assertThat(failed.acknowledged()).isEqualTo(57);
        assertThat(topic.stored()).isEqualTo(numbers(57));
    }

    @Test
    void goes_no_further_although_the_stream_around_it_resumes() {
        topic.thenStore().thenRefuse(Refusal.TOPIC_CLOSED);
        var resuming = ActorAttributes.withSupervisionStrategy(Supervision.getResumingDecider());

        var outcome = Source.from(numbers(100))
                .map(TopicsScene::draft)
                .toMat(topics.sink(name), Keep.right())
                .withAttributes(resuming)
                .run(SCENE.kit().system());

        assertThat(refused(outcome).refusal()).isEqualTo(Refusal.TOPIC_CLOSED);
        assertThat(topic.received()).hasSize(2);
    }

    @Test
    void fails_as_its_source_does() {
        var broken = new IllegalStateException("the source broke");

        var outcome = run(Source.failed(broken));

        assertThat(failure(outcome)).isEqualTo(broken);
    }

    @Test
    void lets_the_source_feel_that_the_topic_is_slow() {
        topic.thenStayAway();
        var taken = new AtomicInteger();

        var outcome = run(Source.range(1, 1_000).map(number -> {
            taken.incrementAndGet();
            return keyed("event " + number);
        }));

        await().until(() -> topic.received().size() == 1);
        await().during(Duration.ofMillis(200)).until(() -> taken.get() < 60);
        assertThat(count(outcome)).isEqualTo(new PublishCount(1_000, 0));
    }

    @Test
    void bounds_a_batch_in_bytes() {
        var large = "x".repeat(200 << 10);

        count(run(Source.range(1, 30).map(number -> draft(number + large))));

        assertThat(topic.received())
                .extracting(Publish::drafts)
                .allSatisfy(drafts -> assertThat(drafts).hasSizeLessThanOrEqualTo(5))
                .anySatisfy(drafts -> assertThat(drafts).hasSize(5));
        assertThat(topic.stored()).hasSize(30);
    }

    @Test
    void may_be_run_more_than_once() {
        var sink = topics.sink(name);

        var first = Source.single(draft("a")).runWith(sink, SCENE.kit().system());
        assertThat(count(first)).isEqualTo(new PublishCount(1, 0));
        var second = Source.single(draft("b")).runWith(sink, SCENE.kit().system());

        assertThat(count(second)).isEqualTo(new PublishCount(1, 0));
    }

    @Test
    void an_empty_source_is_no_publish() {
        assertThat(count(run(Source.empty()))).isEqualTo(PublishCount.NONE);
        assertThat(topic.received()).isEmpty();
    }
}
