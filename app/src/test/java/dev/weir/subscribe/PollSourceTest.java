package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.admission.CatchUpTurns;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Cursor;
import dev.weir.wire.Event;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PollSourceTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ObjectMapper json = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TopicScript topic = new TopicScript("t", PollSource.FORM, 1 << 20);
    private final LinkedBlockingQueue<StreamControls> started = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Position> joinsWanted = new LinkedBlockingQueue<>();
    private final StreamListener listener = new StreamListener() {
        @Override
        public void started(StreamControls controls) {
            started.add(controls);
        }

        @Override
        public void joinWanted(TopicName name, Position position) {
            joinsWanted.add(position);
        }

        @Override
        public void readFromJournal(int bytes) {}

        @Override
        public void stopped(Ending ending) {
            endings.add(ending);
        }
    };

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private CompletableFuture<ByteString> run(StreamStart start, int limit, Duration waitMax) {
        var seq = Objects.requireNonNull(start.cursor().positions().get(topic.name))
                .seq();
        var parts = new PollSource.Parts(
                start,
                false,
                false,
                limit,
                waitMax,
                topic.pages,
                new CatchUpTurns(1),
                SubscribeObserver.NONE,
                listener);
        return Source.fromGraph(new PollSource(parts, List.of(topic.plan(seq))))
                .runWith(Sink.head(), KIT.system())
                .toCompletableFuture();
    }

    private JsonNode poll(long afterSeq, int limit) throws Exception {
        return read(run(after(afterSeq), limit, Duration.ZERO));
    }

    private StreamStart after(long seq) {
        return new StreamStart(Cursor.of(topic.name, topic.at(seq)), List.of(), List.of(), List.of());
    }

    private static JsonNode read(CompletableFuture<ByteString> body) throws Exception {
        return json.readTree(body.get(10, TimeUnit.SECONDS).utf8String());
    }

    @Test
    void says_at_once_that_there_is_nothing() throws Exception {
        assertThat(poll(0, 10)).isEqualTo(json.readTree("""
                {"id":"1-0","events":[],"gaps":[],"more":false}"""));
        assertThat(endings.poll(5, TimeUnit.SECONDS)).isEqualTo(new Ending.Answered());
    }

    @Test
    void gives_what_there_is_and_the_id_behind_it() throws Exception {
        topic.publish("one");
        topic.publish("two");

        assertThat(poll(0, 10)).isEqualTo(json.readTree("""
                {"id":"1-2","events":[
                  {"topic":"t","id":"1-1","seq":1,"time":"2026-01-31T12:00:01.000Z","data":"one"},
                  {"topic":"t","id":"1-2","seq":2,"time":"2026-01-31T12:00:02.000Z","data":"two"}],
                 "gaps":[],"more":false}"""));
    }

    @Test
    void goes_on_exactly_where_its_limit_cut_it() throws Exception {
        for (int i = 0; i < 100; i++) {
            topic.publish("x" + i);
        }

        long seq = 0;
        boolean more = true;
        while (more) {
            var answer = poll(seq, 7);
            assertThat(answer.path("events")).hasSizeLessThanOrEqualTo(7);
            for (var event : answer.path("events")) {
                seq++;
                assertThat(event.path("seq").asLong()).isEqualTo(seq);
            }
            assertThat(answer.path("id").asText()).isEqualTo("1-" + seq);
            more = answer.path("more").asBoolean();
        }

        assertThat(seq).isEqualTo(100);
    }

    @Test
    void holds_about_a_mebibyte_of_events() throws Exception {
        for (int i = 0; i < 30; i++) {
            topic.publish("x".repeat(100_000));
        }

        var answer = poll(0, 1_000);

        assertThat(answer.path("events")).hasSize(11);
        assertThat(answer.path("more").asBoolean()).isTrue();
        assertThat(answer.path("id").asText()).isEqualTo("1-11");
    }

    @Test
    void reads_from_the_journal_what_the_log_has_lost() throws Exception {
        var small = new TopicScript("t", PollSource.FORM, 1);
        for (int i = 0; i < 60; i++) {
            small.publish("x".repeat(3_000));
        }
        var parts = new PollSource.Parts(
                after(0),
                false,
                false,
                1_000,
                Duration.ZERO,
                small.pages,
                new CatchUpTurns(1),
                SubscribeObserver.NONE,
                listener);

        var answer = read(Source.fromGraph(new PollSource(parts, List.of(small.plan(0))))
                .runWith(Sink.head(), KIT.system())
                .toCompletableFuture());

        assertThat(answer.path("events")).hasSize(60);
        assertThat(small.journal.reads.get()).isPositive();
    }

    @Test
    void waits_for_the_first_event() throws Exception {
        var answer = run(after(0), 10, LONG);
        started.poll(5, TimeUnit.SECONDS);
        assertThat(answer).isNotDone();

        topic.publish("one");

        assertThat(read(answer).path("events")).hasSize(1);
    }

    @Test
    void answers_with_nothing_when_its_time_is_over() throws Exception {
        var answer = read(run(after(0), 10, Duration.ofMillis(50)));

        assertThat(answer.path("events")).isEmpty();
        assertThat(answer.path("id").asText()).isEqualTo("1-0");
    }

    @Test
    void does_not_wait_when_the_node_leaves() throws Exception {
        var answer = run(after(0), 10, LONG);
        var controls = started.poll(5, TimeUnit.SECONDS);

        assertThat(controls).isNotNull();
        controls.end(StreamEnd.DRAIN, 0);

        assertThat(read(answer).path("events")).isEmpty();
    }

    @Test
    void does_not_wait_when_something_is_missing() throws Exception {
        var gap = new Gap(topic.name, GapCause.UNKNOWN, "x", null, null, null, topic.at(0));
        var start = new StreamStart(Cursor.of(topic.name, topic.at(0)), List.of(gap), List.of(), List.of());

        var answer = read(run(start, 10, LONG));

        assertThat(answer.path("gaps")).hasSize(1);
        assertThat(answer.path("gaps").path(0).path("cause").asText()).isEqualTo("unknown");
        assertThat(answer.path("gaps").path(0).path("from").asText()).isEqualTo("1-0");
    }

    @Test
    void a_gap_that_comes_behind_events_is_left_to_the_next_poll() throws Exception {
        topic.publish("one");
        topic.log.retire();
        var answer = run(after(0), 10, LONG);
        var controls = started.poll(5, TimeUnit.SECONDS);
        assertThat(joinsWanted.poll(5, TimeUnit.SECONDS)).isEqualTo(topic.at(1));
        var from = new Position(2, 0);
        var gap = new Gap(topic.name, GapCause.EPOCH, null, null, null, null, from);
        var anew = StreamFixture.newLog(from, 1 << 20);

        assertThat(controls).isNotNull();
        controls.proceed(new StreamPlan(topic.name, anew, new TopicHead(2, 1, 1, 0, false), 0), gap);

        var body = read(answer);
        assertThat(body.path("events")).hasSize(1);
        assertThat(body.path("gaps")).isEmpty();
        assertThat(body.path("id").asText()).isEqualTo("1-1");
        assertThat(body.path("more").asBoolean()).isTrue();
    }

    @Test
    void a_state_is_given_whole_and_without_ids() throws Exception {
        topic.publish("one");
        topic.publish("two");
        var latest = new Event(topic.at(1), JournalScript.TIME, Content.JSON, "1", "set", "k");
        var snapshot = new Snapshot(topic.name, List.of(latest));
        var start = new StreamStart(Cursor.of(topic.name, topic.at(1)), List.of(), List.of(), List.of(snapshot));

        var answer = read(run(start, 1, LONG));

        assertThat(answer.path("events")).hasSize(2);
        assertThat(answer.path("events").path(0).has("id")).isFalse();
        assertThat(answer.path("events").path(0).path("key").asText()).isEqualTo("k");
        assertThat(answer.path("events").path(1).path("id").asText()).isEqualTo("1-2");
        assertThat(answer.path("id").asText()).isEqualTo("1-2");
    }

    @Test
    void a_journal_that_is_away_keeps_nobody_for_ever() throws Exception {
        var small = new TopicScript("t", PollSource.FORM, 1);
        for (int i = 0; i < 60; i++) {
            small.publish("x".repeat(3_000));
        }
        small.journal.fail(Integer.MAX_VALUE);
        var parts = new PollSource.Parts(
                after(0),
                false,
                false,
                1_000,
                Duration.ZERO,
                small.pages,
                new CatchUpTurns(1),
                SubscribeObserver.NONE,
                listener);
        var answer = Source.fromGraph(new PollSource(parts, List.of(small.plan(0))))
                .runWith(Sink.head(), KIT.system())
                .toCompletableFuture();
        await().until(() -> small.journal.reads.get() > 0);
        var controls = started.poll(5, TimeUnit.SECONDS);

        assertThat(controls).isNotNull();
        controls.end(StreamEnd.OVERLOAD, 0);

        assertThat(read(answer)).isEqualTo(json.readTree("""
                {"id":"1-0","events":[],"gaps":[],"more":true}"""));
    }
}
