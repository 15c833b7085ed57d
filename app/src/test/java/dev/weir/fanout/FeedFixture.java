package dev.weir.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.fanout.TopicFeeds.JoinReply;
import dev.weir.fanout.TopicFeeds.Joined;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** A feed between a scripted owner, a scripted journal and readers; time passes only when told to. */
final class FeedFixture implements AutoCloseable {

    static final TopicName TOPIC = new TopicName("quakes");
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(kit.system());
    final ScriptedEventLog journal = new ScriptedEventLog();
    final RecordingObserver observer = new RecordingObserver();
    final LogMemory memory = new LogMemory(Long.MAX_VALUE);
    final TestProbe<TopicCommand> owner = kit.createTestProbe();
    final TestProbe<TopicFeeds.Message> parent = kit.createTestProbe();
    final TestProbe<JoinReply> joins = kit.createTestProbe();
    final TestProbe<Object> subscriber = kit.createTestProbe();
    final FeedSettings settings;

    FeedFixture() {
        this(FeedSettings.defaults());
    }

    FeedFixture(FeedSettings settings) {
        this.settings = settings;
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }

    ActorRef<FeedMessage> spawn() {
        return kit.spawn(TopicFeed.create(new FeedParts(
                TOPIC,
                settings,
                memory,
                journal,
                (topic, command) -> owner.getRef().tell(command),
                observer,
                parent.getRef())));
    }

    /** A feed that has a reader and whose owner has answered once. */
    ActorRef<FeedMessage> spawnAttached(TopicHead head) {
        var feed = spawn();
        feed.tell(new TopicFeed.Join(FrameForm.SSE, subscriber.getRef(), joins.getRef()));
        answerAttach(head);
        return feed;
    }

    TopicCommand.Attach expectAttach() {
        return owner.expectMessageClass(TopicCommand.Attach.class);
    }

    void answerAttach(TopicHead head) {
        var attach = expectAttach();
        attach.feed().tell(new Attached(head, owner.getRef(), attach.request()));
    }

    Joined expectJoined() {
        return joins.expectMessageClass(Joined.class);
    }

    /** Waits until the feed, which must have a subscriber, has handled what it was sent so far. */
    void settle(ActorRef<FeedMessage> feed) {
        feed.tell(new TopicFeed.Stop());
        parent.expectMessage(new TopicFeeds.FeedStays(TOPIC, feed));
    }

    void pass(Duration duration) {
        time.timePasses(duration);
    }

    static TopicHead head(long epoch, long last) {
        return new TopicHead(epoch, 0, 1, last, false);
    }

    static TopicHead head(long epoch, long earliest, long last) {
        return new TopicHead(epoch, 0, earliest, last, false);
    }

    static List<Event> events(long epoch, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> event(epoch, seq, "event " + seq))
                .toList();
    }

    static Event event(long epoch, long seq, String data) {
        return new Event(new Position(epoch, seq), NOW.plusMillis(seq), Content.TEXT, data, null, null);
    }

    static Committed committed(long epoch, long first, long last) {
        return new Committed(head(epoch, last), events(epoch, first, last), NOW);
    }

    /** The frames of {@link #events}. */
    static String frames(long epoch, long first, long last) {
        var text = new StringBuilder();
        for (long seq = first; seq <= last; seq++) {
            text.append("data: event " + seq + "\nid: " + epoch + "-" + seq + "\n\n");
        }
        return text.toString();
    }

    /** Waits until the log holds exactly this behind that place. */
    static void awaitText(TopicLog log, long afterSeq, String expected) {
        await().untilAsserted(() -> assertThat(text(log, afterSeq)).isEqualTo(expected));
    }

    static String text(TopicLog log, long afterSeq) {
        var text = new StringBuilder();
        var reader = log.reader(() -> {});
        assertThat(reader.seek(afterSeq))
                .as("place %d in %d..%d", afterSeq, log.first(), log.last())
                .isTrue();
        while (reader.read() == LogReader.Outcome.DATA) {
            text.append(new String(reader.bytes(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
        }
        reader.close();
        return text.toString();
    }
}
