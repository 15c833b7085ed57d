package dev.weir.subscribe;

import dev.weir.admission.ClientLimits;
import dev.weir.admission.RetryTimes;
import dev.weir.wire.Gap;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream or poll, from the request to its end.
 *
 * <p>Opening: finds out where it begins in each topic ({@link Joining}); only then the client is answered. Live: watches
 * the time, and joins again when a topic's log is at its end. The bytes never pass through here: they are the
 * {@link CursorSource}'s, or the {@link PollSource}'s. Stops when it has ended as it should; fails with
 * {@link StreamFailed} otherwise.
 */
final class Connection extends AbstractBehavior<Connection.Message> {

    /** How long the client's side may take to run the source that it was given. */
    static final Duration OPENING_TIMEOUT = Duration.ofSeconds(10);

    /** How long the client may take for what is under way and the good-bye. */
    static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(3);

    /** How long a poll may take beyond the time that it waits, for what the journal has. */
    static final Duration POLL_TIMEOUT = Duration.ofSeconds(10);

    static final Duration JOIN_PAUSE = Duration.ofSeconds(1);
    static final double HEARTBEAT_SHARE_MIN = 0.9;
    static final double LIFETIME_SHARE_MIN = 0.8;

    sealed interface Message {}

    /** End the stream when what is under way has been sent. */
    record End(StreamEnd end) implements Message {}

    /** The client has closed its side. */
    private record ClientLeft() implements Message {}

    record SourceStarted(StreamControls controls) implements Message {}

    record JoinWanted(TopicName topic, Position position) implements Message {}

    record SourceStopped(Ending ending) implements Message {}

    private record JoiningEnded(Joining.Outcome outcome) implements Message {}

    private record CheckTime() implements Message {}

    private final TimerScheduler<Message> timers;
    private final String id;
    private final Connections.Open wanted;
    private final ActorRef<Connections.Message> parent;
    private final Surroundings surroundings;
    private final RetryTimes retryTimes;
    private final HeartbeatHabit habit;
    private final SourceLink link;

    /** Whom limits count by. */
    private final String client;

    private @Nullable ConnectionProgress progress;
    private @Nullable StreamDeadlines deadlines;
    private @Nullable StreamControls controls;
    private @Nullable StreamEnd end;

    /** What was found before the client is answered. */
    private final FoundTopics found;

    /** Where topics that are joined again go on, until they are. */
    private final Map<TopicName, Position> rejoining = new HashMap<>();

    private Connection(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            String id,
            Connections.Open wanted,
            ActorRef<Connections.Message> parent,
            Surroundings surroundings,
            RetryTimes retryTimes,
            HeartbeatHabit habit) {
        super(context);
        this.timers = timers;
        this.id = id;
        this.wanted = wanted;
        this.parent = parent;
        this.surroundings = surroundings;
        this.retryTimes = retryTimes;
        this.habit = habit;
        found = new FoundTopics(wanted);
        client = ClientLimits.client(wanted.seat());
        link = new SourceLink(
                context.getSelf()::tell,
                bytes -> surroundings.limits().catchUp().charge(client, bytes));
        var self = context.getSelf();
        wanted.departure().whenHappened(() -> self.tell(new ClientLeft()));
        var wishes = Resolution.wishesOf(wanted.request());
        wanted.granted().forEach(topic -> join(topic, Objects.requireNonNull(wishes.get(topic))));
    }

    /** @param habit of the client: what its earlier streams have taught */
    static Behavior<Message> create(
            String id,
            Connections.Open wanted,
            ActorRef<Connections.Message> parent,
            Surroundings surroundings,
            RetryTimes retryTimes,
            HeartbeatHabit habit) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Connection(context, timers, id, wanted, parent, surroundings, retryTimes, habit)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(End.class, this::onEnd)
                .onMessage(JoiningEnded.class, this::onJoiningEnded)
                .onMessage(ClientLeft.class, this::onClientLeft)
                .onMessage(SourceStarted.class, this::onSourceStarted)
                .onMessage(JoinWanted.class, this::onJoinWanted)
                .onMessage(SourceStopped.class, this::onSourceStopped)
                .onMessage(CheckTime.class, this::onCheckTime)
                .onSignal(ChildFailed.class, this::onJoiningFailed)
                .onSignal(Terminated.class, terminated -> this)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private void join(TopicName topic, Resolution.Wish wish) {
        var outcomes = getContext().messageAdapter(Joining.Outcome.class, JoiningEnded::new);
        var self = getContext().getSelf();
        var joining = getContext()
                .spawnAnonymous(Joining.create(topic, wanted.request().events(), wish, surroundings, self, outcomes));
        getContext().watch(joining);
    }

    private boolean isPoll() {
        return wanted.request().form() == AnswerForm.POLL;
    }

    private Behavior<Message> onJoiningEnded(JoiningEnded ended) {
        if (ended.outcome instanceof Joining.Found one) {
            countGap(one.gap());
            if (controls != null) {
                rejoining.remove(one.plan().topic());
                controls.proceed(one.plan(), one.gap());
                return this;
            }
            found.add(one);
            return found.complete() ? answer() : this;
        }
        var not = (Joining.NotFound) ended.outcome;
        var position = rejoining.get(not.topic());
        if (position == null) {
            return refuse(not.refusal(), not.detail(), StreamEnd.OVERLOAD);
        }
        var again = new JoinWanted(not.topic(), position);
        timers.startSingleTimer(not.topic(), again, JOIN_PAUSE);
        return this;
    }

    private void countGap(@Nullable Gap gap) {
        if (gap != null) {
            var lost = gap.lost();
            surroundings.observer().gap(gap.cause(), lost == null ? 0 : lost);
        }
    }

    /** The client's side gets a source; what it does with it is seen by {@link SourceStarted}. */
    private Behavior<Message> answer() {
        var start = found.start();
        var plans = found.plans();
        boolean nothingToSay = start.gaps().isEmpty() && start.snapshots().isEmpty();
        if (nothingToSay && plans.stream().allMatch(StreamPlan::finished)) {
            wanted.replyTo().tell(new OpenReply.NothingFollows());
            return Behaviors.stopped();
        }
        boolean readsJournal = plans.stream().anyMatch(StreamPlan::readsJournal);
        var refused = readsJournal ? CatchUpRefusal.of(surroundings, client) : null;
        if (refused != null) {
            return refuse(refused.refusal(), refused.detail(), refused.end());
        }
        timers.startSingleTimer(new CheckTime(), OPENING_TIMEOUT);
        wanted.replyTo().tell(new OpenReply.Streaming(isPoll() ? poll(start, plans) : stream(start, plans)));
        return this;
    }

    private Source<ByteString, NotUsed> poll(StreamStart start, List<StreamPlan> plans) {
        var request = wanted.request();
        var parts = new PollSource.Parts(
                start,
                request.topics().size() > 1,
                request.text(),
                request.limit(),
                request.waitMax(),
                surroundings.pages(),
                surroundings.turns(),
                surroundings.observer(),
                link);
        return Source.fromGraph(new PollSource(parts, plans));
    }

    private Source<ByteString, NotUsed> stream(StreamStart start, List<StreamPlan> plans) {
        var request = wanted.request();
        var settings = surroundings.settings();
        var openedAt = surroundings.clock().instant();
        var asked = request.heartbeat();
        var nominal = asked == null ? settings.heartbeat() : asked;
        Supplier<Duration> heartbeat =
                asked == null ? () -> RetryTimes.upTo(habit.interval(nominal), HEARTBEAT_SHARE_MIN) : () -> nominal;
        var lifetime = RetryTimes.upTo(settings.lifetime(), LIFETIME_SHARE_MIN);
        var running = ConnectionProgress.of(start, surroundings.nanoTime());
        progress = running;
        var queue = surroundings.sendQueues().of(wanted.peer());
        deadlines = new StreamDeadlines(running, heartbeat, lifetime, validFor(openedAt), settings, queue);
        var form = request.streamForm();
        var greeting = new StreamFrames.Greeting(id, settings.nodeName(), nominal, retryTimes.drawMillis());
        var parts = new CursorSource.Parts(
                form,
                request.topics().size() > 1,
                surroundings.pages(),
                surroundings.turns(),
                surroundings.observer(),
                running,
                link,
                surroundings.clock());
        var facts =
                new StreamFacts(id, openedAt, wanted.seat(), request.form(), request.resumes(), nominal, asked == null);
        parent.tell(new Connections.Opened(facts, running));
        return Source.fromGraph(new CursorSource(parts, StreamFrames.opening(form, greeting, start), plans));
    }

    private @Nullable Duration validFor(Instant now) {
        var until = wanted.credential().expiresAt();
        return until == null ? null : Duration.between(now, until);
    }

    private Behavior<Message> refuse(Refusal refusal, String detail, StreamEnd end) {
        long retryMillis = retryTimes.drawForRefusedMillis();
        surroundings.observer().refused(new RefusedStream(wanted.seat(), refusal, end, retryMillis));
        wanted.replyTo().tell(new OpenReply.NotOpened(refusal, detail, end, retryMillis));
        return Behaviors.stopped();
    }

    private Behavior<Message> onSourceStarted(SourceStarted started) {
        controls = started.controls;
        if (end != null) {
            started.controls.end(end, retryMillis(end));
        } else if (isPoll()) {
            timers.startSingleTimer(new CheckTime(), wanted.request().waitMax().plus(POLL_TIMEOUT));
        } else {
            awaitNextDue();
        }
        return this;
    }

    private Behavior<Message> onJoinWanted(JoinWanted wanted) {
        rejoining.put(wanted.topic, wanted.position);
        join(wanted.topic, new Resolution.Resume(wanted.position, null));
        return this;
    }

    /** Before the source runs nobody will run it; while it runs it says so itself. */
    private Behavior<Message> onClientLeft(ClientLeft left) {
        if (controls == null) {
            return stopped(new Ending.ClientGone());
        }
        controls.leave();
        return this;
    }

    private Behavior<Message> onEnd(End wanted) {
        if (!found.complete()) {
            return wanted.end == StreamEnd.REVOKED
                    ? refuse(Refusal.INVALID_TOKEN, Connections.REVOKED, wanted.end)
                    : refuse(Refusal.DRAINING, "this node is leaving", wanted.end);
        }
        if (end == null) {
            end = wanted.end;
            if (controls != null) {
                controls.end(end, retryMillis(end));
            }
            timers.startSingleTimer(new CheckTime(), FAREWELL_TIMEOUT);
        }
        return this;
    }

    private long retryMillis(StreamEnd why) {
        return why == StreamEnd.EVICTED ? retryTimes.drawForEvictedMillis() : retryTimes.drawMillis();
    }

    private Behavior<Message> onCheckTime(CheckTime check) {
        if (end != null) {
            return stopped(new Ending.Ended(end));
        }
        if (controls == null) {
            return stopped(new Ending.ClientGone());
        }
        if (deadlines == null) {
            // A poll that has waited for its journal long enough: its answer is what there is.
            return onEnd(new End(StreamEnd.OVERLOAD));
        }
        switch (deadlines.due(now())) {
            case STALL -> throw failed(StreamFailed.because(StreamEnd.STALL));
            case EXPIRY -> {
                return onEnd(new End(StreamEnd.TOKEN_EXPIRED));
            }
            case LIFETIME -> {
                return onEnd(new End(StreamEnd.LIFETIME));
            }
            case IDLE -> {
                return onEnd(new End(StreamEnd.IDLE));
            }
            case HEARTBEAT -> {
                tellSurvival();
                controls.heartbeat();
            }
            case NOTHING -> {}
        }
        awaitNextDue();
        return this;
    }

    /** What the stream has lived through since, which tells that nothing cuts it after so much silence. */
    private void tellSurvival() {
        var survived = progress == null || !habit.suspicious() ? null : progress.survivedSilence(now());
        if (survived != null) {
            parent.tell(new Connections.Survived(id, survived));
        }
    }

    private void awaitNextDue() {
        if (deadlines != null) {
            timers.startSingleTimer(new CheckTime(), deadlines.untilNext(now()));
        }
    }

    private long now() {
        return surroundings.nanoTime().getAsLong();
    }

    private Behavior<Message> onSourceStopped(SourceStopped stopped) {
        if (stopped.ending instanceof Ending.Broken) {
            throw failed(StreamFailed.broken("the source of stream " + id + " failed"));
        }
        return stopped(stopped.ending);
    }

    private Behavior<Message> onJoiningFailed(ChildFailed failed) {
        throw failed(StreamFailed.broken("joining failed: " + failed.getCause()));
    }

    private Behavior<Message> stopped(Ending ending) {
        parent.tell(new Connections.Ended(id, ending));
        return Behaviors.stopped();
    }

    private StreamFailed failed(StreamFailed failure) {
        link.cut();
        return failure;
    }

    private Behavior<Message> onPostStop(PostStop stop) {
        link.cut();
        return this;
    }
}
