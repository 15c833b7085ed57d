package dev.weir.fanout;

import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A feed's tie to the owner of its topic: asks to be told of commits, again with growing pauses until there is an
 * answer, and then again and again, since an answer may be the only sign of a last message that was lost.
 */
final class Attachment {

    private static final Duration RETRY_MIN = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(3);
    private static final int RETRY_DOUBLINGS_MAX = 4;

    /** Numbers of all the node's requests: one that a feed sent before a restart is below all that it sends after. */
    private static final AtomicLong REQUESTS = new AtomicLong();

    private final TopicName topic;
    private final ActorRef<FeedMessage> feed;
    private final BiConsumer<TopicName, TopicCommand> topics;
    private final TimerScheduler<FeedMessage> timers;
    private final FeedMessage again;
    private final Duration every;

    private long sent;
    private long answered;
    private int failures;

    /** @param again comes back to the feed by a timer; it then calls {@link #request} */
    Attachment(
            TopicName topic,
            ActorRef<FeedMessage> feed,
            BiConsumer<TopicName, TopicCommand> topics,
            TimerScheduler<FeedMessage> timers,
            FeedMessage again,
            Duration every) {
        this.topic = topic;
        this.feed = feed;
        this.topics = topics;
        this.timers = timers;
        this.again = again;
        this.every = every;
    }

    /** Asks now. */
    void request() {
        sent = REQUESTS.incrementAndGet();
        timers.startSingleTimer(again, pause(failures));
        failures++;
        topics.accept(topic, new TopicCommand.Attach(feed, sent));
    }

    /** Asks now, unless an answer is awaited already. */
    void requestOnce() {
        if (sent == answered) {
            request();
        }
    }

    /** The owner has answered; it will be asked again when the time has come. */
    void answered(long request) {
        answered = Math.max(answered, request);
        if (answered == sent) {
            failures = 0;
            timers.startSingleTimer(again, every);
        }
    }

    /** The number of the newest request. */
    long sent() {
        return sent;
    }

    void detach() {
        topics.accept(topic, new TopicCommand.Detach(feed));
    }

    static Duration pause(int failures) {
        var pause = RETRY_MIN.multipliedBy(1L << Math.min(failures, RETRY_DOUBLINGS_MAX));
        return pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause;
    }
}
