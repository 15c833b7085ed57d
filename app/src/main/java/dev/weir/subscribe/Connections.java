package dev.weir.subscribe;

import dev.weir.access.Credential;
import dev.weir.admission.AdmissionLine;
import dev.weir.admission.Overflow;
import dev.weir.admission.RetryTimes;
import dev.weir.admission.Seat;
import dev.weir.admission.Seats;
import dev.weir.http.ClientAddress;
import dev.weir.http.ClientDeparture;
import dev.weir.wire.Cursor;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parent of every stream on the node.
 *
 * <p>Admission: a seat within all caps, or one that is made free; then a place in the line that lets newcomers in at a steady
 * rate; then a child. A child's end, of its own accord or by failure, frees its seat, is counted, and teaches what heartbeats
 * its client needs. Drain: refuse newcomers, end all at a steady rate.
 */
public final class Connections extends AbstractBehavior<Connections.Message> {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    static final Duration SURVEY_EVERY = Duration.ofSeconds(5);

    static final String REVOKED = "token: revoked (expected: one that is good)";

    public sealed interface Message {}

    /**
     * @param denied topics of the request that are not granted; not all of them
     * @param peer the other end of the connection, which may be a proxy: address, colon, port
     * @param credential what it came with
     * @param departure tells that the client has left
     */
    public record Open(
            StreamRequest request,
            List<TopicName> denied,
            ClientAddress client,
            String peer,
            Credential credential,
            ClientDeparture departure,
            ActorRef<OpenReply> replyTo)
            implements Message {

        /** The others, in the order of the request. */
        List<TopicName> granted() {
            return request.topics().stream()
                    .filter(topic -> !denied.contains(topic))
                    .toList();
        }

        Seat seat() {
            return new Seat(client, credential.subject(), granted());
        }

        /**
         * Whether somebody may be ended to make room for it: not for a poll, and not for who was itself ended by plan just
         * now, or evicted clients would evict others for ever.
         */
        boolean mayEvict() {
            var id = request.lastEventId();
            boolean planned = id != null && Cursor.claim(id, request.topics()).planned();
            return request.form() != AnswerForm.POLL && !planned;
        }
    }

    /** Refuse newcomers from now on and end all streams, spread over that time. */
    public record Drain(Duration over, ActorRef<Drained> replyTo) implements Message {}

    /** Revocations have been added: end the streams that they cover. */
    public record EndRevoked() implements Message {}

    /** End one stream, as {@link StreamEnd#EVICTED}. */
    public record Evict(String id, ActorRef<Evicted> replyTo) implements Message {}

    /**
     * Describe the streams that are open, and those that ended last.
     *
     * @param id of one of them; null for all
     */
    public record Look(@Nullable String id, ActorRef<StreamsNow> replyTo) implements Message {}

    /** From a child: it has promised its client a stream. */
    record Opened(StreamFacts facts, ConnectionProgress progress) implements Message {}

    /** From a child: it was silent for so long, and lives. */
    record Survived(String id, Duration silence) implements Message {}

    /** From a child that is about to stop. */
    record Ended(String id, Ending ending) implements Message {}

    private record LetIn() implements Message {}

    private record EndSome() implements Message {}

    private record LookAround() implements Message {}

    /** No stream is left. */
    public record Drained() {}

    /** @param found whether there was such a stream */
    public record Evicted(boolean found) {}

    private final Surroundings surroundings;
    private final TimerScheduler<Message> timers;
    private final RetryTimes retryTimes;
    private final Seats seats;
    private final AdmissionLine<Open> line;
    private final Lessons lessons;
    private final LeastActive leastActive = new LeastActive();
    private final AtomicInteger open = new AtomicInteger();

    /** At most {@code connections.max}, in the order in which they came; the key is the child's id and its name. */
    private final Map<String, Child> children = new LinkedHashMap<>();

    private final ArrayDeque<ActorRef<Drained>> drainers = new ArrayDeque<>();
    private long lastNumber;

    /** Null until the node leaves. */
    private @Nullable Draining draining;

    private Connections(ActorContext<Message> context, TimerScheduler<Message> timers, Surroundings surroundings) {
        super(context);
        this.timers = timers;
        this.surroundings = surroundings;
        var settings = surroundings.settings();
        retryTimes = new RetryTimes(settings.admission(), open);
        seats = new Seats(settings.admission());
        line = new AdmissionLine<>(settings.admission().ratePerSecond());
        lessons = new Lessons(settings, surroundings.observer(), surroundings.clock());
        timers.startTimerWithFixedDelay(new LookAround(), SURVEY_EVERY);
    }

    public static Behavior<Message> create(Surroundings surroundings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Connections(context, timers, surroundings)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::onOpen)
                .onMessage(LetIn.class, this::onLetIn)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Survived.class, this::onSurvived)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Evict.class, this::onEvict)
                .onMessage(EndRevoked.class, this::onEndRevoked)
                .onMessage(Look.class, this::onLook)
                .onMessage(LookAround.class, this::onLookAround)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(EndSome.class, this::onEndSome)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Message> onOpen(Open wanted) {
        if (draining != null) {
            refuseDraining(wanted);
            return this;
        }
        var refusal = seats.take(wanted.seat());
        if (refusal == null) {
            admit(wanted);
        } else if (!refusal.ofNode() || !madeRoom(wanted)) {
            refuse(wanted, refusal.refusal(), refusal.detail(), refusal.end());
        }
        return this;
    }

    /** It has a seat. A poll ends by itself, so it need not stand in line. */
    private void admit(Open wanted) {
        if (wanted.request.form() == AnswerForm.POLL) {
            start(wanted);
        } else if (line.enter(wanted, now())) {
            letIn();
        } else {
            seats.release(wanted.seat());
            refuse(
                    wanted,
                    Refusal.NODE_BUSY,
                    "streams that wait to be let in: too many (expected: at most "
                            + surroundings.settings().admission().ratePerSecond()
                            + " newcomers a second, connections.admission-rate)",
                    StreamEnd.OVERLOAD);
        }
    }

    private Behavior<Message> onLetIn(LetIn tick) {
        letIn();
        return this;
    }

    private void letIn() {
        line.due(now()).forEach(this::start);
        var wait = line.untilNext(now());
        if (wait != null) {
            timers.startSingleTimer(new LetIn(), wait);
        }
    }

    private void start(Open wanted) {
        if (surroundings.revocations().cover(wanted.credential)) {
            seats.release(wanted.seat());
            refuse(wanted, Refusal.INVALID_TOKEN, REVOKED, StreamEnd.REVOKED);
            return;
        }
        var id = surroundings.streamIds().get();
        var habit = lessons.habitOf(wanted.client);
        // Clients stall every day: their parent counts and logs it, the runtime need not.
        var behavior = Behaviors.supervise(
                        Connection.create(id, wanted, getContext().getSelf(), surroundings, retryTimes, habit))
                .onFailure(StreamFailed.class, SupervisorStrategy.stop().withLoggingEnabled(false));
        var connection = getContext().spawn(behavior, id);
        getContext().watch(connection);
        lastNumber++;
        children.put(id, new Child(connection, wanted.seat(), wanted.credential, habit, lastNumber));
        open.set(children.size());
    }

    /** Ends the stream that can best be done without; the newcomer waits until it is gone. */
    private boolean madeRoom(Open wanted) {
        boolean mayEvict =
                surroundings.settings().admission().overflow() == Overflow.EVICT_LEAST_ACTIVE && wanted.mayEvict();
        var child = mayEvict ? leastActive.next(children.values(), now()) : null;
        if (child == null) {
            return false;
        }
        child.heir = wanted;
        evict(child, "made room");
        return true;
    }

    private Behavior<Message> onEvict(Evict wanted) {
        var child = children.get(wanted.id);
        boolean found = child != null && child.progress != null;
        if (child != null && child.streams()) {
            evict(child, "told to");
        }
        wanted.replyTo.tell(new Evicted(found));
        return this;
    }

    private Behavior<Message> onEndRevoked(EndRevoked added) {
        children.values().stream()
                .filter(child -> surroundings.revocations().cover(child.credential))
                .forEach(child -> child.connection.tell(new Connection.End(StreamEnd.REVOKED)));
        return this;
    }

    private void evict(Child child, String why) {
        child.evicted = true;
        child.connection.tell(new Connection.End(StreamEnd.EVICTED));
        surroundings.observer().supervised("connection", child.connection.path().name(), "evict", why);
    }

    private void refuse(Open wanted, Refusal refusal, String detail, StreamEnd end) {
        long retryMillis = retryTimes.drawForRefusedMillis();
        surroundings.observer().refused(new RefusedStream(wanted.seat(), refusal, end, retryMillis));
        wanted.replyTo.tell(new OpenReply.NotOpened(refusal, detail, end, retryMillis));
    }

    private void refuseDraining(Open wanted) {
        refuse(wanted, Refusal.DRAINING, "this node is leaving", StreamEnd.DRAIN);
    }

    private Behavior<Message> onOpened(Opened opened) {
        var child = children.get(opened.facts.id());
        if (child != null) {
            child.facts = opened.facts;
            child.progress = opened.progress;
            lessons.opened(child, opened.facts, now());
        }
        return this;
    }

    private Behavior<Message> onSurvived(Survived survived) {
        var child = children.get(survived.id);
        if (child != null) {
            child.habit.survived(survived.silence);
        }
        return this;
    }

    private Behavior<Message> onEnded(Ended ended) {
        var child = children.get(ended.id);
        if (child != null) {
            child.ending = ended.ending;
        }
        return this;
    }

    private Behavior<Message> onChildFailed(ChildFailed failed) {
        var id = failed.getRef().path().name();
        var ending = failed.getCause() instanceof StreamFailed known ? known.ending() : new Ending.Broken();
        surroundings.observer().supervised("connection", id, "stop", ending.reason());
        gone(id, ending);
        return this;
    }

    private Behavior<Message> onTerminated(Terminated terminated) {
        gone(terminated.getRef().path().name(), null);
        return this;
    }

    /** @param failure how it ended if it failed; null if it stopped of its own accord and has said why */
    private void gone(String id, @Nullable Ending failure) {
        var child = children.remove(id);
        open.set(children.size());
        if (child != null) {
            child.gone = true;
            seats.release(child.seat);
            var told = child.ending == null ? new Ending.Broken() : child.ending;
            lessons.ended(child, failure == null ? told : failure, now());
            if (child.heir != null) {
                onOpen(child.heir);
            }
        }
        answerDrainers();
    }

    private Behavior<Message> onLook(Look wanted) {
        wanted.replyTo.tell(lessons.look(children, wanted.id, now()));
        return this;
    }

    private Behavior<Message> onLookAround(LookAround tick) {
        lessons.survey(children.values(), now());
        return this;
    }

    private Behavior<Message> onDrain(Drain drain) {
        drainers.add(drain.replyTo);
        if (draining == null) {
            log.info("draining {} streams", children.size());
            draining = new Draining(children.values(), drain.over(), now());
            line.dissolve().forEach(waiting -> {
                seats.release(waiting.seat());
                refuseDraining(waiting);
            });
            endSome(draining);
        }
        answerDrainers();
        return this;
    }

    private Behavior<Message> onEndSome(EndSome tick) {
        if (draining != null) {
            endSome(draining);
        }
        return this;
    }

    private void endSome(Draining leaving) {
        if (leaving.step(new Connection.End(StreamEnd.DRAIN), now())) {
            timers.startSingleTimer(new EndSome(), Draining.STEP);
        }
    }

    private void answerDrainers() {
        if (draining != null && children.isEmpty()) {
            drainers.forEach(drainer -> drainer.tell(new Drained()));
            drainers.clear();
        }
    }

    private long now() {
        return surroundings.nanoTime().getAsLong();
    }
}
