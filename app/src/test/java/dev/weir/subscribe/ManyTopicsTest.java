package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.admission.CatchUpTurns;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FrameForm;
import dev.weir.journal.EventLog;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Cursor;
import dev.weir.wire.Event;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameParser;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** One source over several topics. */
class ManyTopicsTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final long LARGE_LOG = 1L << 20;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static final class Ignoring implements StreamListener {
        @Nullable StreamControls controls;

        @Override
        public void started(StreamControls started) {
            controls = started;
        }

        @Override
        public void joinWanted(TopicName topic, Position position) {
            throw new AssertionError("joins again (expected: nothing to join for)");
        }

        @Override
        public void readFromJournal(int bytes) {}

        @Override
        public void stopped(Ending ending) {}
    }

    private final Ignoring listener = new Ignoring();

    private SinkQueueWithCancel<ByteString> run(StreamForm form, List<TopicScript> topics, Cursor start) {
        var parts = new CursorSource.Parts(
                form,
                true,
                new CatchUpPages(new JournalOf(topics)),
                new CatchUpTurns(1),
                SubscribeObserver.NONE,
                new ConnectionProgress(start, System::nanoTime),
                listener,
                Clock.systemUTC());
        var plans = topics.stream()
                .map(topic ->
                        topic.plan(Objects.requireNonNull(start.positions().get(topic.name))
                                .seq()))
                .toList();
        var opening = OutgoingBytes.of(ByteString.fromString(": opened\n"));
        return Source.fromGraph(new CursorSource(parts, opening, plans))
                .runWith(Sink.<ByteString>queue().addAttributes(Attributes.inputBuffer(1, 1)), KIT.system());
    }

    /** The journal of each topic under its name. */
    private record JournalOf(List<TopicScript> topics) implements EventLog {

        private JournalScript journal(TopicName topic) {
            return topics.stream()
                    .filter(one -> one.name.equals(topic))
                    .findFirst()
                    .orElseThrow()
                    .journal;
        }

        @Override
        public CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit) {
            return journal(topic).after(topic, head, afterSeq, limit);
        }

        @Override
        public CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time) {
            return journal(topic).lastBefore(topic, head, time);
        }
    }

    private static ByteString next(SinkQueueWithCancel<ByteString> queue) throws Exception {
        return queue.pull()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .orElseThrow(() -> new AssertionError("ended"));
    }

    private static List<TopicScript> topics(int count, FrameForm form, long logBytesMax) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TopicScript("topic " + i, form, logBytesMax))
                .toList();
    }

    private static Cursor start(List<TopicScript> topics, long seq) {
        var positions = new HashMap<TopicName, Position>();
        topics.forEach(topic -> positions.put(topic.name, topic.at(seq)));
        return Cursor.of(positions);
    }

    @RepeatedTest(20)
    void each_topic_keeps_its_order_and_every_id_says_where_the_stream_stands_in_all() throws Exception {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        var topics = topics(2 + random.nextInt(7), FrameForm.SSE, random.nextBoolean() ? LARGE_LOG : 2_000);
        var names = topics.stream().map(topic -> topic.name).toList();
        int before = random.nextInt(200);
        for (int i = 0; i < before; i++) {
            publishAnywhere(topics, random);
        }
        var queue = run(new StreamForm.Sse(false, false), topics, start(topics, 0));
        var parser = new FrameParser(1 << 20, 1 << 20);
        var expected = new HashMap<TopicName, Long>();
        int total = before + 300;
        int published = before;

        int seen = 0;
        while (seen < total) {
            while (published < total && (published == seen || random.nextInt(3) > 0)) {
                publishAnywhere(topics, random);
                published++;
            }
            for (var frame : parser.parse(next(queue).toArray())) {
                if (frame instanceof Frame.EventFrame event) {
                    var topic =
                            new TopicName(event.data().substring(0, event.data().indexOf(':')));
                    expected.merge(topic, 1L, Long::sum);
                    seen++;
                    assertThat(Cursor.claim(event.lastEventId(), names).known())
                            .as("seed %d", seed)
                            .isEqualTo(positions(names, expected));
                }
            }
        }

        assertThat(seen).isEqualTo(total);
        topics.forEach(
                topic -> assertThat(expected.getOrDefault(topic.name, 0L)).isEqualTo(topic.log.last()));
    }

    private static void publishAnywhere(List<TopicScript> topics, SplittableRandom random) {
        var topic = topics.get(random.nextInt(topics.size()));
        topic.publish(topic.name.text() + ":" + "x".repeat(random.nextInt(1, 300)));
    }

    private static Map<TopicName, Position> positions(List<TopicName> names, Map<TopicName, Long> seqs) {
        var positions = new HashMap<TopicName, Position>();
        names.forEach(name -> positions.put(name, new Position(1, seqs.getOrDefault(name, 0L))));
        return positions;
    }

    @Test
    void a_topic_that_never_rests_does_not_keep_another_one_waiting() throws Exception {
        var topics = topics(2, FrameForm.SSE, LARGE_LOG);
        for (int i = 0; i < 2_000; i++) {
            topics.get(0).publish("busy" + "x".repeat(200));
        }
        topics.get(1).publish("quiet");
        var queue = run(new StreamForm.Sse(false, false), topics, start(topics, 0));

        var read = new StringBuilder();
        while (read.indexOf("quiet") < 0) {
            read.append(next(queue).utf8String());
        }

        assertThat(read.length()).isLessThan(200_000);
    }

    @Test
    void lines_and_envelopes_carry_the_id_inside_too() throws Exception {
        for (var form : List.of(new StreamForm.Lines(false), new StreamForm.Sse(true, false))) {
            var topics = topics(2, form.events(), LARGE_LOG);
            topics.get(0).publish("one");
            var queue = run(form, topics, start(topics, 0));
            next(queue);

            var text = next(queue).utf8String();

            var id = start(topics, 0)
                    .with(topics.get(0).name, new Position(1, 1))
                    .id();
            assertThat(text).contains("\"topic\":\"topic 0\",\"id\":\"" + id + "\",\"seq\":1,");
        }
    }

    @Test
    void ends_when_all_its_topics_are_closed_and_read() throws Exception {
        var topics = topics(2, FrameForm.SSE, LARGE_LOG);
        var queue = run(new StreamForm.Sse(false, false), topics, start(topics, 0));
        next(queue);
        topics.get(0).log.close();
        topics.get(1).publish("last");
        assertThat(next(queue).utf8String()).contains("data: last");
        var bye = queue.pull().toCompletableFuture();

        topics.get(1).log.close();

        assertThat(bye.get(10, TimeUnit.SECONDS).orElseThrow().utf8String())
                .isEqualTo("event: stream-bye\ndata: {\"code\":3500,\"reason\":\"topic-closed\",\"reconnect\":false,"
                        + "\"afterMs\":0}\n\n");
        assertThat(queue.pull().toCompletableFuture().get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void a_planned_end_says_where_all_topics_stand() throws Exception {
        var topics = topics(3, FrameForm.SSE, LARGE_LOG);
        topics.get(2).publish("one");
        var queue = run(new StreamForm.Sse(false, false), topics, start(topics, 0));
        next(queue);
        next(queue);

        Objects.requireNonNull(listener.controls).end(StreamEnd.DRAIN, 7);

        var names = new ArrayList<TopicName>();
        topics.forEach(topic -> names.add(topic.name));
        var id = next(queue)
                .utf8String()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst();
        var claim = Cursor.claim(id.orElseThrow().substring(4), names);
        assertThat(claim.planned()).isTrue();
        assertThat(claim.known()).containsEntry(topics.get(2).name, new Position(1, 1));
    }
}
