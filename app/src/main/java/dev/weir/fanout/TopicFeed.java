package dev.weir.fanout;

import dev.weir.fanout.TopicFeeds.JoinReply;
import dev.weir.fanout.TopicFeeds.Joined;
import dev.weir.fanout.TopicFeeds.NotJoined;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic's events on one node: attaches to the topic's owner, checks that what it is told follows what it has, reads
 * from the journal what does not, renders every event once and appends it to the {@link TopicLog} of all its readers.
 *
 * <p>When something breaks, readers keep what they have. When the log itself is of no use any more (a new epoch, a
 * restart of the feed, events that were pruned before they came), it is retired, and its readers join again.
 */
public final class TopicFeed extends AbstractBehavior<FeedMessage> {

    private static final Logger log = LoggerFactory.getLogger(TopicFeed.class);

    static final Duration RESTART_MIN = Duration.ofMillis(200);
    static final Duration RESTART_MAX = Duration.ofSeconds(3);
    private static final double RESTART_JITTER = 0.2;
    private static final int STASH_MAX = 10_000;

    /** Readers of one topic and node; whoever admits connections has a lower bound. */
    private static final int SUBSCRIBERS_MAX = 1_000_000;

    /** What a feed takes beside what the topic's owner tells it. */
    public sealed interface Message extends FeedMessage.Internal {}

    /**
     * Say how far the topic's owner says it reaches, asked after this message came, once the log reaches that far.
     * Needed for an id that looks ahead of the log: that is for the owner to say.
     */
    public record ConfirmHead(ActorRef<HeadReply> replyTo) implements Message {}

    /** The answer to {@link ConfirmHead}, within {@code joinTimeout} unless the feed itself has gone. */
    public sealed interface HeadReply {}

    public record HeadConfirmed(TopicHead head) implements HeadReply {}

    public record HeadNotConfirmed(Refusal refusal, String detail) implements HeadReply {}

    /** From the parent only, see {@link TopicFeeds.Join}. */
    record Join(FrameForm form, ActorRef<?> subscriber, ActorRef<JoinReply> replyTo) implements Message {}

    /** From the parent only, see {@link TopicFeeds.Look}. */
    record Look(ActorRef<FeedView> replyTo) implements Message {}

    /** The parent's consent to {@link TopicFeeds.FeedIdle}. */
    record Stop() implements Message {}

    record SubscriberGone(ActorRef<?> subscriber) implements Message {}

    private record OwnerGone(ActorRef<TopicCommand> owner) implements Message {}

    private record AttachAgain() implements Message {}

    private record PageRead(FeedLog.Wanted page, List<Event> events) implements Message {}

    private record PageFailed(FeedLog.Wanted page, Throwable failure) implements Message {}

    private record ReadAgain() implements Message {}

    private record JoinExpired(long number) implements Message {}

    private record ConfirmationExpired(long number) implements Message {}

    private record LookAtReaders() implements Message {}

    private record IdleLongEnough() implements Message {}

    private final TimerScheduler<FeedMessage> timers;
    private final FeedParts parts;
    private final Attachment attachment;
    private final FeedLog feedLog;
    private final PublishBrake brake;
    private final WaitingJoins joins = new WaitingJoins();
    private final Confirmations confirmations = new Confirmations();
    private final Set<ActorRef<?>> subscribers = new HashSet<>();

    private @Nullable ActorRef<TopicCommand> owner;

    /** The page that is being read, or will be after a pause. */
    private FeedLog.@Nullable Wanted reading;

    private int readFailures;

    static Behavior<FeedMessage> create(FeedParts parts) {
        Behavior<FeedMessage> feed =
                Behaviors.setup(context -> Behaviors.withTimers(timers -> new TopicFeed(context, timers, parts)));
        return Behaviors.supervise(feed)
                .onFailure(
                        Exception.class,
                        SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, RESTART_JITTER)
                                .withStashCapacity(STASH_MAX));
    }

    private TopicFeed(ActorContext<FeedMessage> context, TimerScheduler<FeedMessage> timers, FeedParts parts) {
        super(context);
        this.timers = timers;
        this.parts = parts;
        var settings = parts.settings();
        this.attachment = new Attachment(
                parts.topic(), context.getSelf(), parts.topics(), timers, new AttachAgain(), settings.reattachEvery());
        this.feedLog = new FeedLog(parts.topic(), settings.logBytesMax(), parts.memory(), parts.observer());
        this.brake = new PublishBrake(
                context.getSelf(),
                timers,
                new LookAtReaders(),
                settings.holdLagBytes(),
                parts.memory()::nanos,
                parts.observer());
        awaitSubscribers();
        attachment.request();
    }

    @Override
    public Receive<FeedMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(FeedMessage.Committed.class, this::onCommitted)
                .onMessage(FeedMessage.Attached.class, this::onAttached)
                .onMessage(AttachAgain.class, this::onAttachAgain)
                .onMessage(OwnerGone.class, this::onOwnerGone)
                .onMessage(PageRead.class, this::onPageRead)
                .onMessage(PageFailed.class, this::onPageFailed)
                .onMessage(ReadAgain.class, this::onReadAgain)
                .onMessage(Join.class, this::onJoin)
                .onMessage(JoinExpired.class, this::onJoinExpired)
                .onMessage(ConfirmHead.class, this::onConfirmHead)
                .onMessage(ConfirmationExpired.class, this::onConfirmationExpired)
                .onMessage(LookAtReaders.class, this::onLookAtReaders)
                .onMessage(Look.class, this::onLook)
                .onMessage(SubscriberGone.class, this::onSubscriberGone)
                .onMessage(IdleLongEnough.class, this::onIdleLongEnough)
                .onMessage(Stop.class, this::onStop)
                .onSignal(PreRestart.class, this::onPreRestart)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private Behavior<FeedMessage> onCommitted(FeedMessage.Committed committed) {
        boolean complete = feedLog.committed(committed);
        if (!complete && reading == null) {
            log.debug(
                    "topic {}: events are missing before {}",
                    parts.topic(),
                    committed.head().position());
            attachment.requestOnce();
        }
        goOn();
        brake.appended(feedLog, owner);
        return this;
    }

    private Behavior<FeedMessage> onAttached(FeedMessage.Attached attached) {
        follow(attached.owner());
        feedLog.reach(attached.head());
        if (attached.request() != FeedMessage.Attached.UNASKED) {
            attachment.answered(attached.request());
            if (confirmations.answered(attached.request(), attached.head(), attachment.sent())) {
                attachment.requestOnce();
            }
        }
        goOn();
        return this;
    }

    private Behavior<FeedMessage> onAttachAgain(AttachAgain again) {
        attachment.request();
        return this;
    }

    private Behavior<FeedMessage> onOwnerGone(OwnerGone gone) {
        if (gone.owner.equals(owner)) {
            owner = null;
            attachment.request();
        }
        return this;
    }

    private Behavior<FeedMessage> onPageRead(PageRead read) {
        if (!read.page.equals(reading)) {
            return this;
        }
        if (feedLog.read(read.page, read.events)) {
            readFailures = 0;
            reading = null;
            goOn();
            brake.appended(feedLog, owner);
        } else {
            attachment.requestOnce();
            readLater();
        }
        return this;
    }

    private Behavior<FeedMessage> onPageFailed(PageFailed failed) {
        if (failed.page.equals(reading)) {
            readLater();
            parts.observer().journalFailed();
            log.warn("topic {} cannot be read from the journal; trying again", parts.topic(), failed.failure);
        }
        return this;
    }

    private Behavior<FeedMessage> onReadAgain(ReadAgain again) {
        reading = null;
        goOn();
        return this;
    }

    private Behavior<FeedMessage> onJoin(Join join) {
        boolean full = subscribers.size() >= SUBSCRIBERS_MAX || (feedLog.log() == null && joins.isFull());
        if (full) {
            join.replyTo.tell(new NotJoined(
                    Refusal.OVERLOADED, "topic: too many readers come at once (expected: another try later)"));
            return this;
        }
        timers.cancel(new IdleLongEnough());
        if (subscribers.add(join.subscriber)) {
            getContext().watchWith(join.subscriber, new SubscriberGone(join.subscriber));
        }
        var expired = new JoinExpired(joins.add(join));
        if (!answerJoins()) {
            timers.startSingleTimer(expired, parts.settings().joinTimeout());
        }
        return this;
    }

    private Behavior<FeedMessage> onJoinExpired(JoinExpired expired) {
        var refused = joins.expire(expired.number);
        if (refused != null) {
            getContext().unwatch(refused);
            leave(refused);
        }
        return this;
    }

    private Behavior<FeedMessage> onConfirmHead(ConfirmHead confirm) {
        if (confirmations.isFull()) {
            confirm.replyTo.tell(new HeadNotConfirmed(
                    Refusal.OVERLOADED, "topic: too many readers come at once (expected: another try later)"));
            return this;
        }
        var expired = new ConfirmationExpired(confirmations.add(confirm.replyTo, attachment.sent()));
        timers.startSingleTimer(expired, parts.settings().joinTimeout());
        attachment.requestOnce();
        return this;
    }

    private Behavior<FeedMessage> onConfirmationExpired(ConfirmationExpired expired) {
        confirmations.expire(expired.number);
        return this;
    }

    private Behavior<FeedMessage> onLookAtReaders(LookAtReaders look) {
        brake.look(feedLog, owner);
        return this;
    }

    private Behavior<FeedMessage> onLook(Look look) {
        look.replyTo.tell(FeedView.of(feedLog, subscribers.size(), owner != null));
        return this;
    }

    private Behavior<FeedMessage> onSubscriberGone(SubscriberGone gone) {
        leave(gone.subscriber);
        return this;
    }

    /** Only the parent knows whether another reader is on its way here. */
    private Behavior<FeedMessage> onIdleLongEnough(IdleLongEnough idle) {
        parts.parent().tell(new TopicFeeds.FeedIdle(parts.topic(), getContext().getSelf()));
        return this;
    }

    private Behavior<FeedMessage> onStop(Stop stop) {
        if (subscribers.isEmpty()) {
            return Behaviors.stopped();
        }
        parts.parent().tell(new TopicFeeds.FeedStays(parts.topic(), getContext().getSelf()));
        return this;
    }

    private Behavior<FeedMessage> onPreRestart(PreRestart signal) {
        parts.observer().supervised("topic-feed", parts.topic().text(), "restart", "failed; the log has the cause");
        letGo();
        return this;
    }

    private Behavior<FeedMessage> onPostStop(PostStop signal) {
        attachment.detach();
        letGo();
        return this;
    }

    private void letGo() {
        feedLog.retire();
        joins.refuseAll();
        confirmations.refuseAll();
    }

    private void follow(ActorRef<TopicCommand> answered) {
        if (!answered.equals(owner)) {
            if (owner != null) {
                getContext().unwatch(owner);
            }
            owner = answered;
            getContext().watchWith(answered, new OwnerGone(answered));
        }
    }

    /** After whatever may have changed the log: reads what is missing, answers who waited for it. */
    private void goOn() {
        if (reading == null) {
            reading = feedLog.wanted();
            if (reading != null) {
                read(reading);
            }
        }
        answerJoins();
        var current = feedLog.log();
        if (current != null) {
            confirmations.settle(current);
        }
    }

    private void read(FeedLog.Wanted page) {
        var events = parts.events().after(parts.topic(), page.head(), page.afterSeq(), page.limit());
        getContext()
                .pipeToSelf(
                        events,
                        (found, failure) -> failure == null
                                ? new PageRead(page, Objects.requireNonNull(found))
                                : new PageFailed(page, failure));
    }

    private void readLater() {
        timers.startSingleTimer(new ReadAgain(), Attachment.pause(readFailures));
        readFailures++;
    }

    /** @return false when there is no log to join yet */
    private boolean answerJoins() {
        var current = feedLog.log();
        var head = feedLog.head();
        if (current == null || head == null) {
            return false;
        }
        if (!joins.isEmpty()) {
            var reached = FeedLog.reached(current, head);
            joins.joined(
                    form -> new Joined(current.log(form), reached, getContext().getSelf()));
        }
        return true;
    }

    private void leave(ActorRef<?> subscriber) {
        subscribers.remove(subscriber);
        awaitSubscribers();
    }

    private void awaitSubscribers() {
        if (subscribers.isEmpty()) {
            timers.startSingleTimer(new IdleLongEnough(), parts.settings().idleAfter());
        }
    }
}
