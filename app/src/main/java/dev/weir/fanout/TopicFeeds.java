package dev.weir.fanout;

import dev.weir.journal.EventLog;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The parent of every {@link TopicFeed} on the node: finds the feed of a topic, or starts it. */
public final class TopicFeeds extends AbstractBehavior<TopicFeeds.Message> {

    /** Joins that wait, for one topic, until its stopping feed has stopped. */
    static final int JOINS_HELD_MAX = 1_000;

    public sealed interface Message {}

    /**
     * Let this subscriber read the topic in this form. It counts as a reader until it stops.
     *
     * @param replyTo hears within {@code joinTimeout}, unless the feed fails just then: have a time-out of your own
     */
    public record Join(TopicName topic, FrameForm form, ActorRef<?> subscriber, ActorRef<JoinReply> replyTo)
            implements Message {}

    /** Describe what this node has of a topic. Answered unless the feed fails just then. */
    public record Look(TopicName topic, ActorRef<FeedView> replyTo) implements Message {}

    /** Say how many topics are read on this node. */
    public record Count(ActorRef<Integer> replyTo) implements Message {}

    /** A feed has had no reader for a while. */
    record FeedIdle(TopicName topic, ActorRef<FeedMessage> feed) implements Message {}

    /** A feed that was told to stop has a reader again. */
    record FeedStays(TopicName topic, ActorRef<FeedMessage> feed) implements Message {}

    private record FeedStopped(TopicName topic) implements Message {}

    /** The answer to {@link Join}. */
    public sealed interface JoinReply {}

    /**
     * The topic can be read. When the log is retired, join again.
     *
     * @param head what the feed knows; its {@code last} is that of the log at this moment
     * @param feed to be asked by {@link TopicFeed.ConfirmHead}
     */
    public record Joined(TopicLog log, TopicHead head, ActorRef<FeedMessage> feed) implements JoinReply {}

    /** @param detail a sentence: what was wrong and what may be done */
    public record NotJoined(Refusal refusal, String detail) implements JoinReply {}

    /** A feed, and the joins that came since it was told to stop. */
    private static final class Feed {
        private final ActorRef<FeedMessage> ref;
        private final Queue<Join> held = new ArrayDeque<>();

        /** How often it was told to stop and has not said that it stays. */
        private int stopsPending;

        Feed(ActorRef<FeedMessage> ref) {
            this.ref = ref;
        }
    }

    private final FeedSettings settings;
    private final LogMemory memory;
    private final EventLog events;
    private final BiConsumer<TopicName, TopicCommand> topics;
    private final FanoutObserver observer;
    private final Map<TopicName, Feed> feeds = new HashMap<>();

    private TopicFeeds(
            ActorContext<Message> context,
            FeedSettings settings,
            LogMemory memory,
            EventLog events,
            BiConsumer<TopicName, TopicCommand> topics,
            FanoutObserver observer) {
        super(context);
        this.settings = settings;
        this.memory = memory;
        this.events = events;
        this.topics = topics;
        this.observer = observer;
    }

    /**
     * @param memory of all logs of the node
     * @param topics tells a topic's owner, wherever it lives; may lose what it is given
     */
    public static Behavior<Message> create(
            FeedSettings settings,
            LogMemory memory,
            EventLog events,
            BiConsumer<TopicName, TopicCommand> topics,
            FanoutObserver observer) {
        return Behaviors.setup(context -> new TopicFeeds(context, settings, memory, events, topics, observer));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::onJoin)
                .onMessage(Look.class, this::onLook)
                .onMessage(Count.class, this::onCount)
                .onMessage(FeedIdle.class, this::onFeedIdle)
                .onMessage(FeedStays.class, this::onFeedStays)
                .onMessage(FeedStopped.class, this::onFeedStopped)
                .build();
    }

    private Behavior<Message> onJoin(Join join) {
        var feed = feeds.get(join.topic);
        if (feed == null && feeds.size() >= settings.feedsMax()) {
            refuse(join, "topics: " + feeds.size() + " are read on this node (expected: fewer)");
        } else if (feed == null) {
            forward(start(join.topic), join);
        } else if (feed.stopsPending == 0) {
            forward(feed, join);
        } else if (feed.held.size() < JOINS_HELD_MAX) {
            feed.held.add(join);
        } else {
            refuse(join, "topic: too many readers come at once (expected: another try later)");
        }
        return this;
    }

    private Behavior<Message> onLook(Look look) {
        var feed = feeds.get(look.topic);
        if (feed == null) {
            look.replyTo.tell(FeedView.NONE);
        } else {
            feed.ref.tell(new TopicFeed.Look(look.replyTo));
        }
        return this;
    }

    private Behavior<Message> onCount(Count count) {
        count.replyTo.tell(feeds.size());
        return this;
    }

    /**
     * Joins that were sent to the feed before this consent reach it before the consent does, and it then stays. Those
     * that come later are held until it has stopped or said that it stays.
     */
    private Behavior<Message> onFeedIdle(FeedIdle idle) {
        var feed = feeds.get(idle.topic);
        if (feed != null && feed.ref.equals(idle.feed)) {
            feed.stopsPending++;
            feed.ref.tell(new TopicFeed.Stop());
        }
        return this;
    }

    private Behavior<Message> onFeedStays(FeedStays stays) {
        var feed = feeds.get(stays.topic);
        if (feed != null && feed.ref.equals(stays.feed)) {
            feed.stopsPending--;
            if (feed.stopsPending == 0) {
                forwardHeld(feed, feed);
            }
        }
        return this;
    }

    private Behavior<Message> onFeedStopped(FeedStopped stopped) {
        var feed = feeds.remove(stopped.topic);
        if (feed != null && !feed.held.isEmpty()) {
            forwardHeld(feed, start(stopped.topic));
        }
        return this;
    }

    private Feed start(TopicName topic) {
        var parts = new FeedParts(
                topic, settings, memory, events, topics, observer, getContext().getSelf());
        var ref = getContext()
                .spawn(TopicFeed.create(parts), "topic-" + URLEncoder.encode(topic.text(), StandardCharsets.UTF_8));
        getContext().watchWith(ref, new FeedStopped(topic));
        var feed = new Feed(ref);
        feeds.put(topic, feed);
        return feed;
    }

    private static void forwardHeld(Feed from, Feed to) {
        from.held.forEach(join -> forward(to, join));
        from.held.clear();
    }

    private static void forward(Feed feed, Join join) {
        feed.ref.tell(new TopicFeed.Join(join.form, join.subscriber, join.replyTo));
    }

    private static void refuse(Join join, String detail) {
        join.replyTo.tell(new NotJoined(Refusal.OVERLOADED, detail));
    }
}
