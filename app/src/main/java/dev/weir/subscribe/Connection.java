package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
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
 * One client's stream, from the request to its end.
 *
 * <p>Opening: finds out where the stream begins ({@link Joining}); only then the client is answered. Live: watches the
 * time, and joins again when the source's log is at its end. The bytes never pass through here: they are the
 * {@link CursorSource}'s. Stops when the stream has ended as it should; fails with {@link StreamFailed} otherwise.
 */
final class Connection extends AbstractBehavior<Connection.Message> {

    /** How long the client's side may take to run the source that it was given. */
    static final Duration OPENING_TIMEOUT = Duration.ofSeconds(10);

    /** How long the client may take for what is under way and the good-bye. */
    static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(3);

    static final Duration JOIN_PAUSE = Duration.ofSeconds(1);
    static final double HEARTBEAT_SHARE_MIN = 0.9;
    static final double LIFETIME_SHARE_MIN = 0.8;

    sealed interface Message {}

    /** End the stream when what is under way has been sent. */
    record End(StreamEnd end) implements Message {}

    record SourceStarted(StreamControls controls) implements Message {}

    record JoinWanted(Position position) implements Message {}

    record SourceStopped(Ending ending) implements Message {}

    private record JoiningEnded(Joining.Outcome outcome) implements Message {}

    private record CheckTime() implements Message {}

    private final TimerScheduler<Message> timers;
    private final String id;
    private final Connections.Open wanted;
    private final ActorRef<Connections.Message> parent;
    private final Surroundings surroundings;
    private final RetryTimes retryTimes;
    private final SourceLink link;
    private @Nullable StreamDeadlines deadlines;
    private @Nullable StreamControls controls;
    private @Nullable StreamEnd end;
    private Position position = Position.START;

    private Connection(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            String id,
            Connections.Open wanted,
            ActorRef<Connections.Message> parent,
            Surroundings surroundings,
            RetryTimes retryTimes) {
        super(context);
        this.timers = timers;
        this.id = id;
        this.wanted = wanted;
        this.parent = parent;
        this.surroundings = surroundings;
        this.retryTimes = retryTimes;
        link = new SourceLink(context.getSelf()::tell);
        join(Resolution.wishOf(wanted.request()));
    }

    static Behavior<Message> create(
            String id,
            Connections.Open wanted,
            ActorRef<Connections.Message> parent,
            Surroundings surroundings,
            RetryTimes retryTimes) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Connection(context, timers, id, wanted, parent, surroundings, retryTimes)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(End.class, this::onEnd)
                .onMessage(JoiningEnded.class, this::onJoiningEnded)
                .onMessage(SourceStarted.class, this::onSourceStarted)
                .onMessage(JoinWanted.class, this::onJoinWanted)
                .onMessage(SourceStopped.class, this::onSourceStopped)
                .onMessage(CheckTime.class, this::onCheckTime)
                .onSignal(ChildFailed.class, this::onJoiningFailed)
                .onSignal(Terminated.class, terminated -> this)
                .onSignal(PostStop.class, this::onPostStop)
                .build();
    }

    private void join(Resolution.Wish wish) {
        var outcomes = getContext().messageAdapter(Joining.Outcome.class, JoiningEnded::new);
        var joining = getContext()
                .spawnAnonymous(
                        Joining.create(topic(), wish, surroundings, getContext().getSelf(), outcomes));
        getContext().watch(joining);
    }

    private TopicName topic() {
        return wanted.request().topic();
    }

    private Behavior<Message> onJoiningEnded(JoiningEnded ended) {
        if (ended.outcome instanceof Joining.Found found) {
            countGap(found.start());
            if (controls == null) {
                offer(found);
            } else {
                var gap = found.start().gap();
                var opening = gap == null ? ByteString.emptyByteString() : StreamFrames.gap(gap);
                controls.proceed(plan(opening, found));
            }
        } else if (ended.outcome instanceof Joining.NotFound not) {
            if (controls == null) {
                return refuse(not.refusal(), not.detail(), StreamEnd.OVERLOAD);
            }
            timers.startSingleTimer(new JoinWanted(position), JOIN_PAUSE);
        }
        return this;
    }

    private void countGap(Resolution.At start) {
        var gap = start.gap();
        if (gap != null) {
            var lost = gap.lost();
            surroundings.observer().gap(gap.cause(), lost == null ? 0 : lost);
        }
    }

    /** The client's side gets the source; what it does with it is seen by {@link SourceStarted}. */
    private void offer(Joining.Found found) {
        var request = wanted.request();
        var settings = surroundings.settings();
        var asked = request.heartbeat();
        var nominal = asked == null ? settings.heartbeat() : asked;
        var heartbeat = asked == null ? RetryTimes.upTo(nominal, HEARTBEAT_SHARE_MIN) : asked;
        var lifetime = RetryTimes.upTo(settings.lifetime(), LIFETIME_SHARE_MIN);
        var progress = new ConnectionProgress(found.start().position(), surroundings.nanoTime());
        deadlines = new StreamDeadlines(progress, heartbeat, lifetime, settings);
        var opening = StreamFrames.opening(
                new StreamFrames.Greeting(id, settings.nodeName(), nominal, retryTimes.drawMillis()),
                topic(),
                found.start());
        var parts = new CursorSource.Parts(
                topic(),
                request.heartbeatEvents(),
                surroundings.pages(),
                surroundings.observer(),
                progress,
                link,
                surroundings.clock());
        timers.startSingleTimer(new CheckTime(), OPENING_TIMEOUT);
        parent.tell(new Connections.Opened(id, resumed()));
        wanted.replyTo()
                .tell(new Connections.Streaming(Source.fromGraph(new CursorSource(parts, plan(opening, found)))));
    }

    private boolean resumed() {
        var request = wanted.request();
        var lastEventId = request.lastEventId();
        return lastEventId != null
                && !Cursor.claim(lastEventId, request.topics()).planned();
    }

    private static StreamPlan plan(ByteString opening, Joining.Found found) {
        return new StreamPlan(
                opening, found.log(), found.head(), found.start().position().seq());
    }

    private Behavior<Message> refuse(Refusal refusal, String detail, StreamEnd end) {
        surroundings.observer().refused(end);
        wanted.replyTo().tell(new Connections.NotOpened(refusal, detail, end, retryTimes.drawForRefusedMillis()));
        return Behaviors.stopped();
    }

    private Behavior<Message> onSourceStarted(SourceStarted started) {
        controls = started.controls;
        if (end == null) {
            awaitNextDue();
        } else {
            started.controls.end(end, retryTimes.drawMillis());
        }
        return this;
    }

    private Behavior<Message> onJoinWanted(JoinWanted wanted) {
        position = wanted.position;
        join(new Resolution.Resume(position, null));
        return this;
    }

    private Behavior<Message> onEnd(End wanted) {
        if (deadlines == null) {
            return refuse(Refusal.DRAINING, "this node is leaving", wanted.end);
        }
        if (end == null) {
            end = wanted.end;
            if (controls != null) {
                controls.end(end, retryTimes.drawMillis());
            }
            timers.startSingleTimer(new CheckTime(), FAREWELL_TIMEOUT);
        }
        return this;
    }

    private Behavior<Message> onCheckTime(CheckTime check) {
        if (end != null) {
            return stopped(new Ending.Ended(end));
        }
        if (controls == null || deadlines == null) {
            return stopped(new Ending.ClientGone());
        }
        switch (deadlines.due(now())) {
            case STALL -> throw failed(StreamFailed.because(StreamEnd.STALL));
            case LIFETIME -> {
                return onEnd(new End(StreamEnd.LIFETIME));
            }
            case IDLE -> {
                return onEnd(new End(StreamEnd.IDLE));
            }
            case HEARTBEAT -> controls.heartbeat();
            case NOTHING -> {}
        }
        awaitNextDue();
        return this;
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
