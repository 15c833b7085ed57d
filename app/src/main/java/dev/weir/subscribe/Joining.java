package dev.weir.subscribe;

import dev.weir.fanout.FrameForm;
import dev.weir.fanout.TopicFeed;
import dev.weir.fanout.TopicFeeds;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a topic's feed and finds where a stream begins in it: asks the topic's owner about ids that look ahead, and the
 * journal about times. Answers once, within {@link #TIMEOUT}, and stops.
 */
final class Joining extends AbstractBehavior<Joining.Message> {

    private static final Logger log = LoggerFactory.getLogger(Joining.class);

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Before a feed is asked again whose log is of another epoch than its topic. */
    static final Duration PAUSE = Duration.ofMillis(500);

    sealed interface Message {}

    private record Answered(TopicFeeds.JoinReply reply) implements Message {}

    private record Confirmed(TopicFeed.HeadReply reply) implements Message {}

    private record TimeFound(TopicHead head, long afterSeq) implements Message {}

    /** @param stored whether the event that the id names is in the journal, although the topic's owner does not know it */
    private record NamedSought(TopicHead head, Resolution.At start, boolean stored) implements Message {}

    private record NamedUnknown(Throwable failure) implements Message {}

    private record TimeNotFound(Throwable failure) implements Message {}

    private record StateRead(SnapshotReader.Reply reply) implements Message {}

    private record StateNotRead(Throwable failure) implements Message {}

    private record Again() implements Message {}

    private record GiveUp() implements Message {}

    sealed interface Outcome {}

    /**
     * @param snapshot that ends where the stream begins; null when none was asked for
     */
    record Found(
            StreamPlan plan, @Nullable Gap gap, @Nullable Snapshot snapshot) implements Outcome {}

    record NotFound(TopicName topic, Refusal refusal, String detail) implements Outcome {}

    private final TimerScheduler<Message> timers;
    private final TopicName topic;
    private final FrameForm form;
    private final Resolution.Wish wish;
    private final Surroundings surroundings;
    private final ActorRef<?> subscriber;
    private final ActorRef<Outcome> replyTo;
    private TopicFeeds.@Nullable Joined joined;

    private Joining(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            TopicName topic,
            FrameForm form,
            Resolution.Wish wish,
            Surroundings surroundings,
            ActorRef<?> subscriber,
            ActorRef<Outcome> replyTo) {
        super(context);
        this.timers = timers;
        this.topic = topic;
        this.form = form;
        this.wish = wish;
        this.surroundings = surroundings;
        this.subscriber = subscriber;
        this.replyTo = replyTo;
        timers.startSingleTimer(new GiveUp(), TIMEOUT);
        join();
    }

    /** @param subscriber whom the feed counts among its readers until it stops */
    static Behavior<Message> create(
            TopicName topic,
            FrameForm form,
            Resolution.Wish wish,
            Surroundings surroundings,
            ActorRef<?> subscriber,
            ActorRef<Outcome> replyTo) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Joining(context, timers, topic, form, wish, surroundings, subscriber, replyTo)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Answered.class, this::onAnswered)
                .onMessage(Confirmed.class, this::onConfirmed)
                .onMessage(TimeFound.class, this::onTimeFound)
                .onMessage(TimeNotFound.class, this::onTimeNotFound)
                .onMessage(NamedSought.class, this::onNamedSought)
                .onMessage(NamedUnknown.class, this::onNamedUnknown)
                .onMessage(StateRead.class, this::onStateRead)
                .onMessage(StateNotRead.class, this::onStateNotRead)
                .onMessage(Again.class, this::onAgain)
                .onMessage(GiveUp.class, this::onGiveUp)
                .build();
    }

    private void join() {
        var answers = getContext().messageAdapter(TopicFeeds.JoinReply.class, Answered::new);
        surroundings.feeds().tell(new TopicFeeds.Join(topic, form, subscriber, answers));
    }

    private Behavior<Message> onAnswered(Answered answered) {
        if (answered.reply instanceof TopicFeeds.NotJoined not) {
            return answer(new NotFound(topic, not.refusal(), not.detail()));
        }
        joined = (TopicFeeds.Joined) answered.reply;
        return resolve(joined.head(), false);
    }

    private Behavior<Message> onConfirmed(Confirmed confirmed) {
        if (confirmed.reply instanceof TopicFeed.HeadNotConfirmed not) {
            return answer(new NotFound(topic, not.refusal(), not.detail()));
        }
        return resolve(((TopicFeed.HeadConfirmed) confirmed.reply).head(), true);
    }

    private Behavior<Message> onTimeFound(TimeFound found) {
        return answer(found(found.head, found.afterSeq, null, null));
    }

    private Behavior<Message> onTimeNotFound(TimeNotFound not) {
        log.debug("where {} was at a time is not known", topic, not.failure);
        return answer(new NotFound(topic, Refusal.JOURNAL_UNAVAILABLE, "the journal does not answer"));
    }

    /** The head may not have come to this node yet; the stream then waits for it where the snapshot ends. */
    private Behavior<Message> onStateRead(StateRead read) {
        if (read.reply instanceof SnapshotReader.NotTaken not) {
            return answer(new NotFound(topic, not.refusal(), not.detail()));
        }
        var taken = (SnapshotReader.Taken) read.reply;
        var head = at().head();
        if (head.epoch() != taken.position().epoch()) {
            timers.startSingleTimer(new Again(), PAUSE);
            return this;
        }
        return answer(found(head, taken.position().seq(), null, new Snapshot(topic, taken.events())));
    }

    private Behavior<Message> onStateNotRead(StateNotRead not) {
        log.debug("the state of {} is not known", topic, not.failure);
        return answer(new NotFound(topic, Refusal.JOURNAL_UNAVAILABLE, "the topic's owner does not answer"));
    }

    /** Whether the id names an event that the topic's owner does not know: ahead of its head, or of a topic without any. */
    private boolean isUnknownToOwner(TopicHead head, @Nullable Gap gap) {
        return gap != null
                && wish instanceof Resolution.Resume
                && (gap.cause() == GapCause.AHEAD || (gap.cause() == GapCause.UNKNOWN && head.epoch() == 0));
    }

    /** After two nodes took themselves for the owner, the one that stays may not know yet what the other has stored. */
    private Behavior<Message> askWhetherStored(TopicHead head, Resolution.At start) {
        var named = ((Resolution.Resume) wish).position();
        var reaching = new TopicHead(named.epoch(), head.epochRow(), 1, named.seq(), false);
        getContext()
                .pipeToSelf(
                        surroundings.events().after(topic, reaching, named.seq() - 1, 1),
                        (events, failure) -> events == null
                                ? new NamedUnknown(failure)
                                : new NamedSought(
                                        head,
                                        start,
                                        !events.isEmpty()
                                                && events.get(0).position().equals(named)));
        return this;
    }

    private Behavior<Message> onNamedSought(NamedSought sought) {
        if (!sought.stored) {
            return answer(found(sought.head, sought.start));
        }
        timers.startSingleTimer(new Again(), PAUSE);
        return this;
    }

    private Behavior<Message> onNamedUnknown(NamedUnknown not) {
        log.debug("whether {} has what an id names is not known", topic, not.failure);
        return answer(new NotFound(topic, Refusal.JOURNAL_UNAVAILABLE, "the journal does not answer"));
    }

    private Found found(TopicHead head, Resolution.At start) {
        return found(head, start.position().seq(), start.gap(), null);
    }

    private Found found(TopicHead head, long afterSeq, @Nullable Gap gap, @Nullable Snapshot snapshot) {
        return new Found(new StreamPlan(topic, at().log(), head, afterSeq), gap, snapshot);
    }

    private Behavior<Message> onAgain(Again again) {
        join();
        return this;
    }

    private Behavior<Message> onGiveUp(GiveUp giveUp) {
        return answer(new NotFound(topic, Refusal.JOURNAL_UNAVAILABLE, "the topic's owner does not answer"));
    }

    private Behavior<Message> resolve(TopicHead head, boolean ownersWord) {
        var log = at().log();
        if (log.retired() || head.epoch() != log.epoch()) {
            // The topic has begun anew, and its feed is about to know.
            timers.startSingleTimer(new Again(), PAUSE);
            return this;
        }
        var resolution = Resolution.of(topic, wish, head, ownersWord);
        if (resolution instanceof Resolution.At start) {
            return isUnknownToOwner(head, start.gap()) ? askWhetherStored(head, start) : answer(found(head, start));
        }
        if (resolution instanceof Resolution.AskState) {
            getContext()
                    .pipeToSelf(
                            surroundings.snapshots().read(topic),
                            (reply, failure) -> reply == null ? new StateNotRead(failure) : new StateRead(reply));
            return this;
        }
        if (resolution instanceof Resolution.AskTime ask) {
            getContext()
                    .pipeToSelf(
                            surroundings.events().lastBefore(topic, head, ask.time()),
                            (seq, failure) -> seq == null ? new TimeNotFound(failure) : new TimeFound(head, seq));
        } else {
            var confirmations = getContext().messageAdapter(TopicFeed.HeadReply.class, Confirmed::new);
            at().feed().tell(new TopicFeed.ConfirmHead(confirmations));
        }
        return this;
    }

    private TopicFeeds.Joined at() {
        return Objects.requireNonNull(joined, "joined");
    }

    private Behavior<Message> answer(Outcome outcome) {
        replyTo.tell(outcome);
        return Behaviors.stopped();
    }
}
