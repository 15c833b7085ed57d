package dev.weir.journal;

import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.journal.TopicRows.Facts;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotCompleted;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
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

    private static final Duration RESTART_MIN = Duration.ofMillis(200);
    private static final Duration RESTART_MAX = Duration.ofSeconds(3);
    private static final double RESTART_JITTER = 0.2;
    private static final int SNAPSHOTS_KEPT = 2;

    private static final String QUEUE_FULL = "topic: its queue is full (nothing was stored)";
    private static final String UNKNOWN = "journal: no answer to the commit (expected: a retry with the same key)";
    private static final Logger log = LoggerFactory.getLogger(TopicEntity.class);

    /** Commits what waits. */
    private record Flush() implements TopicCommand.Internal {}

    /** A node's feed has stopped, or its node is gone. */
    private record FeedGone(ActorRef<FeedMessage> feed) implements TopicCommand.Internal {}

    /** The topic is no longer wanted here: commit what waits, then stop. */
    public record Stop() implements TopicCommand.Internal {}

    private final ActorContext<TopicCommand> context;
    private final TimerScheduler<TopicCommand> timers;
    private final TopicParts parts;
    private final TopicQueue queue;
    private final AttachedFeeds feeds;
    private final long epochFloor;
    private final Retained retained;
    private final Upkeep upkeep;
    private final TopicAnswers answers;
    private final TopicFaults faults;

    private final CommitUnderWay underWay = new CommitUnderWay(System::nanoTime);

    private final PublishHold<TopicCommand> hold;

    /** The topic is in an epoch that a restore has ended: begin another before anything is answered. */
    private record LeaveEpoch() implements TopicCommand.Internal {}

    public static Behavior<TopicCommand> create(
            TopicName topic, TopicSettings settings, Clock clock, TopicRows rows, JournalObserver observer) {
        return Behaviors.setup(outer -> {
            var feeds = new AttachedFeeds(outer.getSelf(), settings.bounds());
            var parts = new TopicParts(topic, settings, clock, rows, observer, feeds);
            var start = TopicStart.create(
                    parts,
                    facts -> Behaviors.setup(
                            context -> Behaviors.withTimers(timers -> new TopicEntity(context, timers, parts, facts))));
            return Behaviors.supervise(start).onFailure(restart());
        });
    }

    private TopicEntity(
            ActorContext<TopicCommand> context, TimerScheduler<TopicCommand> timers, TopicParts parts, Facts facts) {
        super(persistenceId(parts.topic()), restart());
        this.context = context;
        this.timers = timers;
        this.parts = parts;
        this.feeds = parts.feeds();
        this.queue = new TopicQueue(parts.settings());
        this.hold = new PublishHold<>(timers, parts.clock(), parts.settings().holdMax(), new Flush());
        this.epochFloor = facts.epochFloor();
        this.retained = new Retained(parts.settings().keeping().retention(), facts.firstEvent());
        this.answers = new TopicAnswers(retained);
        this.faults = new TopicFaults(parts.topic(), parts.observer());
        this.upkeep = new Upkeep(context, parts, retained, facts);
    }

    private static BackoffSupervisorStrategy restart() {
        return SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, RESTART_JITTER);
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
        var commands = newCommandHandlerWithReplyBuilder();
        commands.forState(this::isInLostEpoch)
                .onCommand(LeaveEpoch.class, this::onLeaveEpoch)
                .onCommand(TopicCommand.class, (state, command) -> Effect().stash());
        commands.forAnyState()
                .onCommand(TopicCommand.Publish.class, this::onPublish)
                .onCommand(Flush.class, this::onFlush)
                .onCommand(TopicCommand.Change.class, this::onChange)
                .onCommand(TopicCommand.Describe.class, this::onDescribe)
                .onCommand(TopicCommand.ReadState.class, this::onReadState)
                .onCommand(TopicCommand.Attach.class, this::onAttach)
                .onCommand(TopicCommand.Detach.class, this::onDetach)
                .onCommand(TopicCommand.Hold.class, this::onHold)
                .onCommand(TopicCommand.Resume.class, this::onResume)
                .onCommand(FeedGone.class, this::onFeedGone)
                .onCommand(Upkeep.Look.class, (state, look) -> then(() -> upkeep.look(state)))
                .onCommand(Upkeep.Searched.class, this::onSearched)
                .onCommand(Upkeep.Pruned.class, (state, pruned) -> then(() -> upkeep.pruned(pruned)))
                .onCommand(Upkeep.LastRow.class, this::onLastRow)
                .onCommand(LeaveEpoch.class, (state, left) -> Effect().noReply())
                .onCommand(Stop.class, this::onStop);
        return commands.build();
    }

    @Override
    public EventHandler<TopicState, JournalEntry> eventHandler() {
        return (state, entry) -> state.after(entry, parts.settings().keysMax());
    }

    @Override
    public SignalHandler<TopicState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, this::onRecoveryCompleted)
                .onSignal(RecoveryFailed.class, (state, signal) -> faults.recoveryFailed(signal.getFailure()))
                .onSignal(JournalPersistFailed.class, this::onJournalPersistFailed)
                .onSignal(SnapshotCompleted.class, this::onSnapshotCompleted)
                .onSignal(SnapshotFailed.class, (state, signal) -> faults.snapshotFailed(signal.getFailure()))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(parts.settings().snapshotEvery(), SNAPSHOTS_KEPT);
    }

    /** The rows of an epoch that is over can go only when a snapshot knows so. */
    @Override
    public boolean shouldSnapshot(TopicState state, JournalEntry entry, long row) {
        return entry instanceof EpochRaised;
    }

    private ReplyEffect<JournalEntry, TopicState> onPublish(TopicState state, TopicCommand.Publish publish) {
        var refused = parts.settings().bounds().refusal(publish.drafts());
        if (refused != null) {
            return Effect().reply(publish.replyTo(), refused);
        }
        boolean first = queue.isEmpty();
        return queue.offer(publish)
                ? queued(first)
                : Effect().reply(publish.replyTo(), new Refused(Refusal.OVERLOADED, QUEUE_FULL));
    }

    private ReplyEffect<JournalEntry, TopicState> onChange(TopicState state, TopicCommand.Change change) {
        boolean first = queue.isEmpty();
        return queue.offer(change)
                ? queued(first)
                : Effect().reply(change.replyTo(), new TopicReply.Refused(Refusal.OVERLOADED, QUEUE_FULL));
    }

    private ReplyEffect<JournalEntry, TopicState> queued(boolean first) {
        if (first && !hold.holds()) {
            context.getSelf().tell(new Flush());
        }
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onFlush(TopicState state, Flush flush) {
        if (queue.isEmpty() || hold.holds()) {
            return Effect().noReply();
        }
        if (state.epochForNext() < epochFloor && mayBegin()) {
            return leaveEpoch(state).thenNoReply();
        }
        var change = queue.takeChange();
        return change == null ? commitPublishes(state) : commitChange(state, change);
    }

    /** Whether what comes next may make the topic exist, so that a row for its epoch is no waste. */
    private boolean mayBegin() {
        return parts.settings().create() || queue.beginsWithConfigure();
    }

    private ReplyEffect<JournalEntry, TopicState> commitChange(TopicState state, TopicCommand.Change change) {
        var decided = TopicChange.of(state, change, parts.clock().instant());
        if (decided instanceof TopicChange.Store store) {
            underWay.begin(() -> change.replyTo().tell(new TopicReply.Refused(Refusal.OUTCOME_UNKNOWN, UNKNOWN)));
            boolean created = !state.exists();
            return Effect()
                    .persist(store.entry())
                    .thenRun((TopicState after) -> {
                        underWay.done();
                        tellFeeds(after);
                        change.replyTo().tell(answers.done(after, change, created));
                        flushIfWaiting();
                    })
                    .thenNoReply();
        }
        var reply = decided instanceof TopicChange.Refuse refuse ? refuse.reply() : answers.done(state, change, false);
        change.replyTo().tell(reply);
        flushIfWaiting();
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onDescribe(TopicState state, TopicCommand.Describe describe) {
        return Effect().reply(describe.replyTo(), answers.describe(state));
    }

    private ReplyEffect<JournalEntry, TopicState> onReadState(TopicState state, TopicCommand.ReadState read) {
        return then(() -> answers.sendLatest(state, read.replyTo()));
    }

    private ReplyEffect<JournalEntry, TopicState> commitPublishes(TopicState state) {
        var commit = Commit.of(
                state, queue.takePublishes(), parts.settings(), parts.clock().instant());
        commit.refusals().forEach(Commit.Answer::send);
        if (commit.entries().isEmpty()) {
            answer(commit);
            return Effect().noReply();
        }
        underWay.begin(() -> commit.answers()
                .forEach(answer -> answer.replyTo().tell(new Refused(Refusal.OUTCOME_UNKNOWN, UNKNOWN))));
        return Effect()
                .persist(List.<JournalEntry>copyOf(commit.entries()))
                .thenRun((TopicState after) -> onCommitted(commit, after))
                .thenNoReply();
    }

    private void onCommitted(Commit commit, TopicState after) {
        var took = underWay.done();
        feeds.tellCommit(retained.head(after), commit);
        answer(commit);
        parts.observer()
                .committed(
                        commit.entries().size(),
                        Duration.between(commit.oldestArrival(), parts.clock().instant()),
                        took);
    }

    private void answer(Commit commit) {
        commit.answers().forEach(Commit.Answer::send);
        flushIfWaiting();
    }

    private void flushIfWaiting() {
        if (!queue.isEmpty() && !hold.holds()) {
            context.getSelf().tell(new Flush());
        }
    }

    private ReplyEffect<JournalEntry, TopicState> onAttach(TopicState state, TopicCommand.Attach attach) {
        var feed = attach.feed();
        if (feeds.add(feed)) {
            context.watchWith(feed, new FeedGone(feed));
        }
        return Effect().reply(feed, new Attached(retained.head(state), context.getSelf(), attach.request()));
    }

    private ReplyEffect<JournalEntry, TopicState> onDetach(TopicState state, TopicCommand.Detach detach) {
        if (feeds.remove(detach.feed())) {
            context.unwatch(detach.feed());
        }
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onHold(TopicState state, TopicCommand.Hold wanted) {
        return then(hold::hold);
    }

    private ReplyEffect<JournalEntry, TopicState> onResume(TopicState state, TopicCommand.Resume resume) {
        hold.release();
        flushIfWaiting();
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onFeedGone(TopicState state, FeedGone gone) {
        return then(() -> feeds.remove(gone.feed));
    }

    private ReplyEffect<JournalEntry, TopicState> onStop(TopicState state, Stop stop) {
        if (queue.isEmpty()) {
            return Effect().stop().thenNoReply();
        }
        hold.release();
        context.getSelf().tell(new Flush());
        context.getSelf().tell(stop);
        return Effect().noReply();
    }

    private ReplyEffect<JournalEntry, TopicState> onSearched(TopicState state, Upkeep.Searched searched) {
        if (upkeep.searched(searched, state)) {
            tellFeeds(state);
        }
        return Effect().noReply();
    }

    /** With something to commit, the commit tells. */
    private ReplyEffect<JournalEntry, TopicState> onLastRow(TopicState state, Upkeep.LastRow found) {
        return then(() -> upkeep.lastRow(found, queue.isEmpty() ? state.row() : found.last()));
    }

    /** One of which nothing is stored begins above the floor when something is. */
    private boolean isInLostEpoch(TopicState state) {
        return state.epoch() > 0 && state.epoch() < epochFloor;
    }

    private ReplyEffect<JournalEntry, TopicState> onLeaveEpoch(TopicState state, LeaveEpoch leave) {
        return leaveEpoch(state).thenNoReply().thenUnstashAll();
    }

    private ReplyEffect<JournalEntry, TopicState> then(Runnable action) {
        action.run();
        return Effect().noReply();
    }

    private EffectBuilder<JournalEntry, TopicState> leaveEpoch(TopicState state) {
        log.info(
                "topic {} leaves epoch {} for {}: the database was restored", parts.topic(), state.epoch(), epochFloor);
        var now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        return Effect()
                .persist(new EpochRaised(epochFloor, Cause.RESTORED, now))
                .thenRun((TopicState after) -> {
                    tellFeeds(after);
                    flushIfWaiting();
                });
    }

    private void tellFeeds(TopicState state) {
        feeds.tellHead(retained.head(state));
    }

    /** Every entry takes one row, so a state that has seen fewer rows than there are has missed some. */
    private void onRecoveryCompleted(TopicState state, RecoveryCompleted signal) {
        long rows = lastSequenceNumber(context);
        if (rows != state.row()) {
            throw new JournalHole(parts.topic(), state.row() + 1, rows);
        }
        if (isInLostEpoch(state)) {
            context.getSelf().tell(new LeaveEpoch());
        } else {
            tellFeeds(state);
        }
        timers.startTimerWithFixedDelay(
                new Upkeep.Look(), Duration.ZERO, parts.settings().keeping().lookEvery());
        // A restart has cancelled the timer that would have ended a hold.
        hold.release();
        flushIfWaiting();
    }

    private void onJournalPersistFailed(TopicState state, JournalPersistFailed signal) {
        faults.persistFailed(signal.getFailure());
        underWay.lost();
    }

    private void onSnapshotCompleted(TopicState state, SnapshotCompleted signal) {
        upkeep.snapshotStored(signal.getSnapshotMetadata().sequenceNr());
    }
}
