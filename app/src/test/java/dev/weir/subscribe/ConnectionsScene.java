package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Credential;
import dev.weir.access.Revocations;
import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.CatchUpTurns;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.Overflow;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.TopicFeeds;
import dev.weir.fanout.TopicLog;
import dev.weir.http.ClientAddress;
import dev.weir.http.ClientDeparture;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Connections with their feeds played by the test and time passed by hand. */
abstract class ConnectionsScene {

    static final TopicName TOPIC = new TopicName("trades");
    final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(kit.system());
    final AtomicLong nanos = new AtomicLong();
    final TestProbe<TopicFeeds.Message> feeds = kit.createTestProbe();
    final TestProbe<FeedMessage> feed = kit.createTestProbe();
    final TestProbe<OpenReply> replies = kit.createTestProbe();
    final RecordingObserver observer = new RecordingObserver();
    final JournalScript journal = new JournalScript(10);
    final Revocations revocations = new Revocations();
    TopicLog log = StreamFixture.newLog(new Position(1, 0), 1 << 20);
    private final SendQueues sendQueues = new SendQueues(nanos::get);
    final ActorRef<Connections.Message> connections = start(settings(20, Duration.ofSeconds(30)));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        sendQueues.close();
    }

    ActorRef<Connections.Message> start(ConnectionSettings settings) {
        return start(settings, ClientLimits.none());
    }

    ActorRef<Connections.Message> start(ConnectionSettings settings, ClientLimits limits) {
        return kit.spawn(Connections.create(new Surroundings(
                settings,
                observer,
                feeds.getRef(),
                journal,
                new CatchUpPages(journal),
                new CatchUpTurns(settings.admission().catchUpMax()),
                topic -> new CompletableFuture<>(),
                sendQueues,
                revocations,
                limits,
                new StreamIds(),
                Clock.systemUTC(),
                nanos::get)));
    }

    static ConnectionSettings settings(int max, Duration idleTimeout) {
        return settings(TestSettings.admission(max, Overflow.REJECT), idleTimeout);
    }

    static ConnectionSettings settings(AdmissionSettings admission, Duration idleTimeout) {
        return new ConnectionSettings(
                admission,
                Duration.ofSeconds(25),
                Duration.ofSeconds(5),
                idleTimeout,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                262_144,
                "node-1");
    }

    static Connections.Open wanted(@Nullable String id, ActorRef<OpenReply> replyTo) {
        return wanted(id, new ClientDeparture(), replyTo);
    }

    static Connections.Open wanted(@Nullable String id, ClientDeparture departure, ActorRef<OpenReply> replyTo) {
        return new Connections.Open(
                request(id), List.of(), ClientAddress.UNKNOWN, "unknown", Credential.NONE, departure, replyTo);
    }

    static StreamRequest request(@Nullable String id) {
        return new StreamRequest(
                List.of(TOPIC),
                AnswerForm.SSE,
                id,
                new StartPosition.Latest(),
                Duration.ofSeconds(5),
                false,
                false,
                false,
                StreamRequest.LIMIT_MAX,
                Duration.ZERO);
    }

    void join(TopicHead head) {
        feeds.expectMessageClass(TopicFeeds.Join.class).replyTo().tell(new TopicFeeds.Joined(log, head, feed.getRef()));
    }

    Client open(@Nullable String id) {
        return open(connections, id);
    }

    Client open(ActorRef<Connections.Message> parent, @Nullable String id) {
        parent.tell(wanted(id, replies.getRef()));
        join(new TopicHead(1, 0, 1, log.last(), false));
        return new Client(replies.expectMessageClass(OpenReply.Streaming.class));
    }

    void publish(String data) {
        long seq = log.last() + 1;
        var frame = journal.store(log.epoch(), seq, data);
        log.append(frame, frame.length, 0);
        log.wake();
    }

    void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        time.timePasses(duration);
    }

    /** For what an actor does in its own time: its timers are set a moment after what made it set them. */
    void passUntil(Duration step, Callable<Boolean> done) {
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            pass(step);
            return done.call();
        });
    }

    static String text(CompletableFuture<Optional<ByteString>> pulled) throws Exception {
        return pulled.get(5, TimeUnit.SECONDS).map(ByteString::utf8String).orElse("");
    }

    final class Client {
        final SinkQueueWithCancel<ByteString> queue;

        Client(OpenReply.Streaming streaming) {
            queue = streaming
                    .bytes()
                    .runWith(Sink.<ByteString>queue().addAttributes(Attributes.inputBuffer(1, 1)), kit.system());
        }

        CompletableFuture<Optional<ByteString>> pull() {
            return queue.pull().toCompletableFuture();
        }

        String next() throws Exception {
            return text(pull());
        }

        /** The last element before the end; time passes meanwhile. */
        String untilEnd(Duration step) throws Exception {
            var last = "";
            for (var next = pull(); ; next = pull()) {
                passUntil(step, next::isDone);
                if (text(next).isEmpty()) {
                    return last;
                }
                last = text(next);
            }
        }

        /** After at most one more element. */
        void fails() throws Exception {
            if (!pull().isCompletedExceptionally()) {
                assertThat(pull()).failsWithin(Duration.ofSeconds(5));
            }
        }

        void cancel() {
            queue.cancel();
        }
    }
}
