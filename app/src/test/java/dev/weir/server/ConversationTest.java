package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a conversation waits for requests; time passes when the test says so. */
@Timeout(60)
class ConversationTest {

    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final ManualTime TIME = ManualTime.get(KIT.system());
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration NEXT = Duration.ofSeconds(75);
    private static final AtomicLong NANOS = new AtomicLong();
    private static final Connection CLOSE = Connection.create("close");

    private final List<Patience.Waiting> impatient = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<CompletableFuture<HttpResponse>> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final Conversations all = new Conversations();
    private BoundedSourceQueue<HttpRequest> client;
    private SinkQueueWithCancel<HttpResponse> answers;
    private CompletionStage<Done> over;

    @BeforeEach
    void open() {
        open(new Patience(FIRST, NEXT));
    }

    private void open(Patience patience) {
        var conversation = new Conversation(
                request -> {
                    var answer = new CompletableFuture<HttpResponse>();
                    asked.add(answer);
                    return answer;
                },
                all,
                patience,
                impatient::add,
                () -> {
                    looks.incrementAndGet();
                    return NANOS.get();
                });
        var flow = Flow.fromGraph(conversation).watchTermination(Keep.right());
        var running = Source.<HttpRequest>queue(8)
                .viaMat(flow, Keep.both())
                .toMat(Sink.<HttpResponse>queue(1), Keep.both())
                .run(KIT.system());
        client = running.first().first();
        over = running.first().second();
        answers = running.second();
        awaitLooks(1);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** A look at the time comes with every wait that begins. */
    private void awaitLooks(int atLeast) {
        await().until(() -> looks.get() >= atLeast);
    }

    private static void pass(Duration time) {
        NANOS.addAndGet(time.toNanos());
        TIME.timePasses(time);
    }

    private boolean isOver() {
        return over.toCompletableFuture().isDone();
    }

    /** That it is still open is told by a request that it takes. */
    private CompletableFuture<HttpResponse> ask() {
        int before = asked.size();
        assertThat(client.offer(HttpRequest.GET("/")).isEnqueued()).isTrue();
        await().until(() -> asked.size() > before);
        return List.copyOf(asked).get(before);
    }

    /** Asks and is answered, and the library wants the next answer. */
    private void exchange() {
        int before = looks.get();
        ask().complete(HttpResponse.create());
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        awaitLooks(before + 1);
    }

    private void ends(Patience.Waiting waiting) {
        await().until(this::isOver);
        assertThat(impatient).containsExactly(waiting);
        assertThat(over.toCompletableFuture()).as("in good order").isCompleted();
        assertThat(answers.pull().toCompletableFuture().join()).isEqualTo(Optional.empty());
    }

    @Test
    void who_asks_for_nothing_is_waited_for_so_long_and_no_longer() {
        pass(FIRST.minusMillis(1));
        assertThat(isOver()).isFalse();

        pass(Duration.ofMillis(1));

        ends(Patience.Waiting.FIRST);
    }

    @Test
    void who_asked_is_waited_for_anew_after_each_answer() {
        pass(FIRST.minusMillis(1));
        for (int i = 0; i < 3; i++) {
            exchange();
            pass(NEXT.minusMillis(1));
        }
        exchange();
        assertThat(impatient).isEmpty();

        pass(NEXT.minusMillis(1));
        assertThat(isOver()).isFalse();
        pass(Duration.ofMillis(1));

        ends(Patience.Waiting.NEXT);
    }

    @Test
    void a_shorter_wait_for_the_next_request_is_not_held_up_by_the_longer_one_for_the_first() {
        client.complete();
        await().until(this::isOver);
        looks.set(0);
        open(new Patience(Duration.ofSeconds(60), Duration.ofSeconds(2)));
        exchange();

        pass(Duration.ofSeconds(2));

        ends(Patience.Waiting.NEXT);
    }

    @Test
    void while_an_answer_is_being_made_nobody_waits_for_the_client() {
        var answer = ask();

        pass(Duration.ofHours(1));
        answer.complete(HttpResponse.create());
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();

        exchange();
        assertThat(impatient).isEmpty();
    }

    @Test
    void requests_that_come_at_once_are_all_answered_however_long_it_takes() {
        var first = ask();
        assertThat(client.offer(HttpRequest.GET("/second")).isEnqueued()).isTrue();
        pass(Duration.ofHours(1));
        first.complete(HttpResponse.create());
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        await().until(() -> asked.size() == 2);

        pass(Duration.ofHours(1));
        List.copyOf(asked).get(1).complete(HttpResponse.create());

        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        assertThat(impatient).isEmpty();
    }

    @Test
    void a_connection_that_carries_a_stream_is_never_ended_for_its_silence() {
        var endless = HttpEntities.createChunked(ContentTypes.TEXT_PLAIN_UTF8, Source.<ByteString>maybe());
        ask().complete(HttpResponse.create().withEntity(endless));
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        var more = answers.pull();

        pass(Duration.ofHours(1));
        ask().complete(HttpResponse.create());

        assertThat(more.toCompletableFuture().join()).isPresent();
        assertThat(impatient).isEmpty();
    }

    @Test
    void what_comes_behind_a_request_that_was_to_be_the_last_is_not_carried_out() {
        assertNothingFollows(HttpRequest.GET("/").addHeader(CLOSE), HttpResponse.create());
    }

    @Test
    void what_comes_behind_an_answer_that_is_the_last_is_not_carried_out() {
        assertNothingFollows(HttpRequest.GET("/"), HttpResponse.create().addHeader(CLOSE));
    }

    /** One answer for each request, so that the library does not take the end for a fault. */
    @Test
    void what_comes_behind_an_answer_that_is_the_last_is_counted_off() {
        ask().complete(HttpResponse.create().addHeader(CLOSE));
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        assertThat(client.offer(HttpRequest.POST("/behind")).isEnqueued()).isTrue();

        assertThat(answers.pull().toCompletableFuture().join()).isPresent();

        assertThat(asked).hasSize(1);
    }

    private void assertNothingFollows(HttpRequest request, HttpResponse answer) {
        int before = looks.get();
        assertThat(client.offer(request).isEnqueued()).isTrue();
        await().until(() -> asked.size() == 1);
        assertThat(client.offer(HttpRequest.POST("/behind")).isEnqueued()).isTrue();
        List.copyOf(asked).get(0).complete(answer);
        assertThat(answers.pull().toCompletableFuture().join()).isPresent();
        awaitLooks(before + 1);

        pass(NEXT);

        await().until(this::isOver);
        assertThat(asked).hasSize(1);
    }

    @Test
    void who_asks_for_nothing_is_sent_away_at_once_when_the_port_closes() {
        exchange();

        all.end();

        await().until(this::isOver);
        assertThat(impatient).isEmpty();
        assertThat(all.count()).isZero();
    }

    @Test
    void who_asked_is_answered_when_the_port_closes_and_told_that_it_was_the_last() {
        var answer = ask();
        all.end();
        assertThat(isOver()).isFalse();

        answer.complete(HttpResponse.create());

        var last = answers.pull().toCompletableFuture().join().orElseThrow();
        assertThat(last.getHeader(Connection.class)).contains(CLOSE);
        await().until(this::isOver);
    }

    @Test
    void who_comes_when_the_port_is_closed_is_sent_away() {
        all.end();

        open(new Patience(FIRST, NEXT));

        await().until(this::isOver);
    }
}
