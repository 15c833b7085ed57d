package dev.weir.journal;

import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of one topic: it numbers events, has them committed, and only then answers their publishers and
 * tells the feeds.
 *
 * <p>Group commit without a second actor: a publish is only queued; the first one queued sends the entity a {@link
 * Flush}, which lines up behind everything that has arrived or was stashed during the commit before, and persists all
 * that waits as one list.
 *
 * <p>What is a field here and not in the state (the queue, the attached feeds) outlives the restart after a failed
 * commit and never says anything about what is stored.
 */
public final class TopicEntity extends EventSourcedBehaviorWithEnforcedReplies<TopicCommand, JournalEntry, TopicState> {

    /** One for each node; one more is not told of commits and finds the events in the journal. */
    private static final int FEEDS_MAX = 1_000;

    static final Duration RESTART_MIN = Duration.ofMillis(200);
    static final Duration RESTART_MAX = Duration.ofSeconds(3);
    static final double RESTART_JITTER = 0.2;
    private static final int SNAPSHOTS_KEPT = 2;

    private static final Logger log = LoggerFactory.getLogger(TopicEntity.class);

    /** Commits what waits. */
    private record Flush() implements TopicCommand.Internal {}

    /** A node's feed has stopped, or its node is gone. */
    private record FeedGone(ActorRef<FeedMessage> feed) implements TopicCommand.Internal {}

    /** The topic is no longer wanted here: commit what waits, then stop. */
    public record Stop() implements TopicCommand.Internal {}

    private final ActorContext<TopicCommand> context;
    private final TimerScheduler<TopicCommand> timers;
    private final TopicName topic;
    private final TopicSettings settings;
    private final Clock clock;
    private final JournalObserver observer;

    private final PublishQueue queue;
    private final Set<ActorRef<FeedMessage>> feeds = new LinkedHashSet<>();
    private @Nullable Commit inFlight;
    private Instant heldUntil = Instant.MIN;

    public static Behavior<TopicCommand> create(
            TopicName topic, TopicSettings settings, Clock clock, JournalObserver observer) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new TopicEntity(context, timers, topic, settings, clock, observer)));
    }

    private TopicEntity(
            ActorContext<TopicCommand> context,
            TimerScheduler<TopicCommand> timers,
            TopicName topic,
            TopicSettings settings,
            Clock clock,
            JournalObserver observer) {
        super(persistenceId(topic), SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, RESTART_JITTER));
        this.context = context;
        this.timers = timers;
        this.topic = topic;
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.queue = new PublishQueue(settings);
    }

    /** The rows of a topic: the hint, a bar, and the name as it is. */
    public static PersistenceId persistenceId(TopicName topic) {
        return PersistenceId.ofUniqueId("topic|" + topic.text());
    }

    @Override
    public TopicState emptyState() {
        return TopicState.EMPTY;
    }

    @Override
    public CommandHandlerWithReply<TopicCommand, JournalEntry, TopicState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(TopicCommand.Publish.class, this::onPublish)
                .onCommand(Flush.class, this::onFlush)
                .onCommand(TopicCommand.Attach.class, this::onAttach)
                .onCommand(TopicCommand.Detach.class, this::onDetach)
                .onCommand(TopicCommand.Hold.class, this::onHold)
                .onCommand(TopicCommand.Resume.class, this::onResume)
                .onCommand(FeedGone.class, this::onFeedGone)
                .onCommand(Stop.class, this::onStop)
                .build();
    }

    @Override
    public EventHandler<TopicState, JournalEntry> eventHandler() {
        return (state, entry) -> state.after(entry, settings.keysMax());
    }

    @Override
    public SignalHandler<TopicState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, this::onRecoveryCompleted)
                .onSignal(RecoveryFailed.class, this::onRecoveryFailed)
                .onSignal(JournalPersistFailed.class, this::onJournalPersistFailed)
                .onSignal(SnapshotFailed.class, this::onSnapshotFailed)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), SNAPSHOTS_KEPT);
    }

    private ReplyEffect<JournalEntry, TopicState> onPublish(TopicState state, TopicCommand.Publish publish) {
        var refused = settings.bounds().refusal(publish.drafts());
        if (refused != null) {
            return Effect().reply(publish.replyTo(), refused);
        }
        boolean first = queue.isEmpty();
        if (!queue.offer(publish)) {
            return Effect()
                    .reply(
                            publish.replyTo(),
                            new Refused(Refusal.OVERLOADED, "topic: its queue is full (nothing was stored)"));
        }
        if (first && !held()) {
            context.getSelf().tell(new Flush());
        }
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onFlush(TopicState state, Flush flush) {
        if (queue.isEmpty() || held()) {
            return Effect().noReply();
        }
        var commit = Commit.of(state, queue.takeForCommit(), settings, clock.instant());
        commit.refusals().forEach(Commit.Answer::send);
        if (commit.entries().isEmpty()) {
            answer(commit);
            return Effect().noReply();
        }
        inFlight = commit;
        return Effect()
                .persist(List.<JournalEntry>copyOf(commit.entries()))
                .thenRun((TopicState after) -> onCommitted(commit, after))
                .thenNoReply();
    }

    private void onCommitted(Commit commit, TopicState after) {
        inFlight = null;
        var committed = new Committed(after.head(), commit.events(), commit.oldestArrival());
        feeds.forEach(feed -> feed.tell(committed));
        answer(commit);
        observer.committed(commit.entries().size(), Duration.between(commit.oldestArrival(), clock.instant()));
    }

    private void answer(Commit commit) {
        commit.answers().forEach(Commit.Answer::send);
        flushIfWaiting();
    }

    private void flushIfWaiting() {
        if (!queue.isEmpty() && !held()) {
            context.getSelf().tell(new Flush());
        }
    }

    private ReplyEffect<JournalEntry, TopicState> onAttach(TopicState state, TopicCommand.Attach attach) {
        var feed = attach.feed();
        if (feeds.size() < FEEDS_MAX && feeds.add(feed)) {
            context.watchWith(feed, new FeedGone(feed));
        }
        return Effect().reply(feed, new Attached(state.head(), context.getSelf(), attach.request()));
    }

    private ReplyEffect<JournalEntry, TopicState> onDetach(TopicState state, TopicCommand.Detach detach) {
        if (feeds.remove(detach.feed())) {
            context.unwatch(detach.feed());
        }
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onHold(TopicState state, TopicCommand.Hold hold) {
        heldUntil = clock.instant().plus(settings.holdMax());
        timers.startSingleTimer(new Flush(), settings.holdMax());
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onResume(TopicState state, TopicCommand.Resume resume) {
        release();
        flushIfWaiting();
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onFeedGone(TopicState state, FeedGone gone) {
        feeds.remove(gone.feed());
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onStop(TopicState state, Stop stop) {
        if (queue.isEmpty()) {
            return Effect().stop().thenNoReply();
        }
        release();
        context.getSelf().tell(new Flush());
        context.getSelf().tell(stop);
        return Effect().noReply();
    }

    private boolean held() {
        return clock.instant().isBefore(heldUntil);
    }

    private void release() {
        heldUntil = Instant.MIN;
        timers.cancel(new Flush());
    }

    /** Every entry takes one row, so a state that has seen fewer rows than there are has missed some. */
    private void onRecoveryCompleted(TopicState state, RecoveryCompleted signal) {
        long rows = lastSequenceNumber(context);
        if (rows != state.row()) {
            throw new JournalHole(topic, state.row() + 1, rows);
        }
        var attached = new Attached(state.head(), context.getSelf(), Attached.UNASKED);
        feeds.forEach(feed -> feed.tell(attached));
        // A restart has cancelled the timer that would have ended a hold.
        release();
        flushIfWaiting();
    }

    private void onRecoveryFailed(TopicState state, RecoveryFailed signal) {
        observer.failed();
        observer.supervised("topic", "restart");
        log.error("topic {} cannot be read from the journal; trying again", topic, signal.getFailure());
    }

    /** The rows may have been committed all the same: nobody is told that they were, or that they were not. */
    private void onJournalPersistFailed(TopicState state, JournalPersistFailed signal) {
        observer.failed();
        observer.supervised("topic", "restart");
        log.error("topic {} could not commit; starting again", topic, signal.getFailure());
        var commit = inFlight;
        inFlight = null;
        if (commit != null) {
            var unknown = new Refused(
                    Refusal.OUTCOME_UNKNOWN, "journal: no answer to the commit (expected: a retry with the same key)");
            commit.answers().forEach(answer -> answer.replyTo().tell(unknown));
        }
    }

    private void onSnapshotFailed(TopicState state, SnapshotFailed signal) {
        observer.failed();
        log.warn("topic {} could not store a snapshot; its next start takes longer", topic, signal.getFailure());
    }
}
