package dev.weir.subscribe;

import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
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
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parent of every stream on the node: lets them in up to {@code connections.max}, counts their ends, drains. */
public final class Connections extends AbstractBehavior<Connections.Message> {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private static final Duration DRAIN_STEP = Duration.ofMillis(100);

    /** The rest of the drain time is for the last streams' good-byes. */
    private static final double DRAIN_SHARE = 0.8;

    private static final int ID_BYTES = 12;

    public sealed interface Message {}

    /**
     * @param denied topics of the request that are not granted; not all of them
     * @param remoteAddress of the client, for logs
     */
    public record Open(StreamRequest request, List<TopicName> denied, String remoteAddress, ActorRef<OpenReply> replyTo)
            implements Message {

        /** The others, in the order of the request. */
        List<TopicName> granted() {
            return request.topics().stream()
                    .filter(topic -> !denied.contains(topic))
                    .toList();
        }
    }

    /** Refuse newcomers from now on and end all streams, spread over {@code connections.drain-time}. */
    public record Drain(ActorRef<Drained> replyTo) implements Message {}

    /** From a child: it has promised its client a stream. */
    record Opened(String id, boolean resumed) implements Message {}

    /** From a child that is about to stop. */
    record Ended(String id, Ending ending) implements Message {}

    private record EndSome(int count) implements Message {}

    public sealed interface OpenReply {}

    /** @param bytes to be run once, soon */
    public record Streaming(Source<ByteString, NotUsed> bytes) implements OpenReply {}

    /**
     * @param detail a sentence for the caller
     * @param end what a client is told that could not read a refusal
     * @param retryMillis when it may try again
     */
    public record NotOpened(Refusal refusal, String detail, StreamEnd end, long retryMillis) implements OpenReply {

        /** Whether the same request may be granted later. */
        boolean mayPass() {
            return refusal != Refusal.NOT_KEYED && refusal != Refusal.NO_SUCH_TOPIC;
        }
    }

    /** All topics are closed, and the client has everything of them. */
    public record NothingFollows() implements OpenReply {}

    /** No stream is left. */
    public record Drained() {}

    private static final class Child {
        final ActorRef<Connection.Message> connection;
        final long openedAtNanos;
        boolean opened;

        @Nullable Ending ending;

        Child(ActorRef<Connection.Message> connection, long openedAtNanos) {
            this.connection = connection;
            this.openedAtNanos = openedAtNanos;
        }
    }

    private final Surroundings surroundings;
    private final TimerScheduler<Message> timers;
    private final RetryTimes retryTimes;
    private final AtomicInteger open = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();

    /** At most {@code connections.max}; the key is the child's id and its name. */
    private final Map<String, Child> children = new HashMap<>();

    private final ArrayDeque<ActorRef<Connection.Message>> toEnd = new ArrayDeque<>();
    private final ArrayDeque<ActorRef<Drained>> drainers = new ArrayDeque<>();
    private boolean draining;

    private Connections(ActorContext<Message> context, TimerScheduler<Message> timers, Surroundings surroundings) {
        super(context);
        this.timers = timers;
        this.surroundings = surroundings;
        this.retryTimes = new RetryTimes(surroundings.settings(), open);
    }

    public static Behavior<Message> create(Surroundings surroundings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Connections(context, timers, surroundings)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Open.class, this::onOpen)
                .onMessage(Drain.class, this::onDrain)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(EndSome.class, this::onEndSome)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Message> onOpen(Open wanted) {
        if (draining) {
            refuse(wanted, Refusal.DRAINING, "this node is leaving", StreamEnd.DRAIN);
        } else if (children.size() >= surroundings.settings().max()) {
            refuse(
                    wanted,
                    Refusal.NODE_FULL,
                    "streams on this node: " + children.size() + " (expected: fewer than "
                            + surroundings.settings().max() + ")",
                    StreamEnd.OVERLOAD);
        } else {
            open(wanted);
        }
        return this;
    }

    private void refuse(Open wanted, Refusal refusal, String detail, StreamEnd end) {
        surroundings.observer().refused(end);
        wanted.replyTo.tell(new NotOpened(refusal, detail, end, retryTimes.drawForRefusedMillis()));
    }

    private void open(Open wanted) {
        var id = newId();
        // Clients stall every day: their parent counts and logs it, the runtime need not.
        var behavior = Behaviors.supervise(
                        Connection.create(id, wanted, getContext().getSelf(), surroundings, retryTimes))
                .onFailure(StreamFailed.class, SupervisorStrategy.stop().withLoggingEnabled(false));
        var connection = getContext().spawn(behavior, id);
        getContext().watch(connection);
        children.put(id, new Child(connection, surroundings.nanoTime().getAsLong()));
        open.set(children.size());
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Behavior<Message> onOpened(Opened opened) {
        var child = children.get(opened.id);
        if (child != null) {
            child.opened = true;
            surroundings.observer().opened(opened.resumed);
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
        surroundings.observer().supervised("connection", "stop");
        var ending = failed.getCause() instanceof StreamFailed known ? known.ending() : new Ending.Broken();
        gone(failed.getRef().path().name(), ending);
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
        if (child != null && child.opened) {
            var told = child.ending == null ? new Ending.Broken() : child.ending;
            var ending = failure == null ? told : failure;
            var lived = Duration.ofNanos(surroundings.nanoTime().getAsLong() - child.openedAtNanos);
            surroundings.observer().ended(ending, lived);
            log.debug("stream {} ended after {}: {}", id, lived, ending.reason());
        }
        answerDrainers();
    }

    private Behavior<Message> onDrain(Drain drain) {
        drainers.add(drain.replyTo);
        if (!draining) {
            draining = true;
            children.values().forEach(child -> toEnd.add(child.connection));
            long steps = Math.max(
                    1, (long) (surroundings.settings().drainTime().toMillis() * DRAIN_SHARE) / DRAIN_STEP.toMillis());
            int each = (int) ((toEnd.size() + steps - 1) / steps);
            log.info("draining {} streams", toEnd.size());
            getContext().getSelf().tell(new EndSome(each));
        }
        answerDrainers();
        return this;
    }

    private Behavior<Message> onEndSome(EndSome some) {
        for (int i = 0; i < some.count && !toEnd.isEmpty(); i++) {
            toEnd.remove().tell(new Connection.End(StreamEnd.DRAIN));
        }
        if (!toEnd.isEmpty()) {
            timers.startSingleTimer(some, DRAIN_STEP);
        }
        return this;
    }

    private void answerDrainers() {
        if (draining && children.isEmpty()) {
            drainers.forEach(drainer -> drainer.tell(new Drained()));
            drainers.clear();
        }
    }
}
