package dev.weir.topic;

import dev.weir.topic.TopicReply.State;
import dev.weir.topic.TopicReply.StatePart;
import dev.weir.wire.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Waits for one answer of a topic, and puts a state together that comes in parts. Its path is one of
 * {@code large-message-destinations}, which the library's own asks have none of.
 */
final class TopicAnswer extends AbstractBehavior<TopicReply> {

    private static final String NAME = "topic-answer-";
    private static final AtomicLong ASKED = new AtomicLong();

    private record TimedOut() implements TopicReply.Internal {}

    private final CompletableFuture<TopicReply> answer;
    private final List<Event> entries = new ArrayList<>();
    private int parts;

    private TopicAnswer(ActorContext<TopicReply> context, CompletableFuture<TopicReply> answer) {
        super(context);
        this.answer = answer;
    }

    /** Fails with {@link TimeoutException} when the answer is not whole by then. */
    static CompletionStage<TopicReply> of(
            ActorSystem<?> system,
            RecipientRef<TopicCommand> topic,
            Function<ActorRef<TopicReply>, TopicCommand> command,
            Duration timeout) {
        var answer = new CompletableFuture<TopicReply>();
        try {
            system.systemActorOf(
                    asking(topic, command, timeout, answer), NAME + ASKED.incrementAndGet(), Props.empty());
        } catch (IllegalStateException ended) {
            answer.completeExceptionally(ended);
        }
        return answer;
    }

    private static Behavior<TopicReply> asking(
            RecipientRef<TopicCommand> topic,
            Function<ActorRef<TopicReply>, TopicCommand> command,
            Duration timeout,
            CompletableFuture<TopicReply> answer) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(new TimedOut(), timeout);
            topic.tell(command.apply(context.getSelf()));
            return new TopicAnswer(context, answer);
        }));
    }

    @Override
    public Receive<TopicReply> createReceive() {
        return newReceiveBuilder()
                .onMessage(StatePart.class, this::onPart)
                .onMessage(TimedOut.class, this::onTimedOut)
                .onMessage(TopicReply.class, this::onWhole)
                .build();
    }

    /** One that follows a part that was lost is of no use: who asked asks again when the time is over. */
    private Behavior<TopicReply> onPart(StatePart part) {
        if (part.part() != parts) {
            return this;
        }
        parts++;
        entries.addAll(part.entries());
        return part.isLast() ? onWhole(new State(part.head(), List.copyOf(entries))) : this;
    }

    private Behavior<TopicReply> onTimedOut(TimedOut timedOut) {
        answer.completeExceptionally(new TimeoutException("no answer of the topic in time"));
        return Behaviors.stopped();
    }

    private Behavior<TopicReply> onWhole(TopicReply reply) {
        answer.complete(reply);
        return Behaviors.stopped();
    }
}
