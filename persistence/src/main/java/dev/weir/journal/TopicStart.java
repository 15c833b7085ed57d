package dev.weir.journal;

import dev.weir.journal.TopicRows.Facts;
import dev.weir.topic.PublishReply;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicCommand.Change;
import dev.weir.topic.TopicCommand.Describe;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.topic.TopicCommand.ReadState;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a topic is until it knows what it must know before it may answer: commands wait, in their order, and the journal
 * is asked again until it tells.
 */
final class TopicStart {

    private static final Logger log = LoggerFactory.getLogger(TopicStart.class);

    private static final int WAITING_MAX = 10_000;
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private record Known(Facts facts) implements TopicCommand.Internal {}

    private record Unknown(@Nullable Throwable failure) implements TopicCommand.Internal {}

    private record AskAgain() implements TopicCommand.Internal {}

    private final ActorContext<TopicCommand> context;
    private final TimerScheduler<TopicCommand> timers;
    private final StashBuffer<TopicCommand> waiting;
    private final TopicParts parts;
    private final Function<Facts, Behavior<TopicCommand>> next;

    private TopicStart(
            ActorContext<TopicCommand> context,
            TimerScheduler<TopicCommand> timers,
            StashBuffer<TopicCommand> waiting,
            TopicParts parts,
            Function<Facts, Behavior<TopicCommand>> next) {
        this.context = context;
        this.timers = timers;
        this.waiting = waiting;
        this.parts = parts;
        this.next = next;
    }

    /** @param next the topic that knows; gets what has waited */
    static Behavior<TopicCommand> create(TopicParts parts, Function<Facts, Behavior<TopicCommand>> next) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> Behaviors.withStash(
                WAITING_MAX, waiting -> new TopicStart(context, timers, waiting, parts, next).ask())));
    }

    private Behavior<TopicCommand> ask() {
        context.pipeToSelf(
                parts.rows().facts(parts.topic()),
                (facts, failure) -> facts == null ? new Unknown(failure) : new Known(facts));
        return Behaviors.receive(TopicCommand.class)
                .onMessage(Known.class, known -> waiting.unstashAll(next.apply(known.facts)))
                .onMessage(Unknown.class, this::onUnknown)
                .onMessage(AskAgain.class, again -> ask())
                .onMessage(TopicEntity.Stop.class, this::onStop)
                .onMessage(TopicCommand.class, this::onCommand)
                .build();
    }

    private Behavior<TopicCommand> onUnknown(Unknown unknown) {
        parts.observer().failed();
        log.error("topic {} cannot start, its rows are not known; trying again", parts.topic(), unknown.failure);
        timers.startSingleTimer(new AskAgain(), AGAIN_AFTER);
        return Behaviors.same();
    }

    private Behavior<TopicCommand> onCommand(TopicCommand command) {
        if (waiting.isFull()) {
            refuse(command, Refusal.OVERLOADED, "topic: too much waits for its start (nothing was stored)");
        } else {
            waiting.stash(command);
        }
        return Behaviors.same();
    }

    private Behavior<TopicCommand> onStop(TopicEntity.Stop stop) {
        waiting.forEach(command ->
                refuse(command, Refusal.JOURNAL_UNAVAILABLE, "topic: not started here (expected: another try)"));
        return Behaviors.stopped();
    }

    private static void refuse(TopicCommand command, Refusal refusal, String detail) {
        if (command instanceof Publish publish) {
            publish.replyTo().tell(new PublishReply.Refused(refusal, detail));
        } else if (command instanceof Change change) {
            change.replyTo().tell(new TopicReply.Refused(refusal, detail));
        } else if (command instanceof Describe describe) {
            describe.replyTo().tell(new TopicReply.Refused(refusal, detail));
        } else if (command instanceof ReadState read) {
            read.replyTo().tell(new TopicReply.Refused(refusal, detail));
        }
    }
}
