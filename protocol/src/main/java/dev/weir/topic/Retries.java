package dev.weir.topic;

import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** Publishes on behalf of a service: checks before anything is sent, and tries again. Thread-safe. */
final class Retries {

    private final Topics topics;
    private final ActorSystem<?> system;
    private final Clock clock;
    private final ServiceSettings settings;
    private final UnderWay underWay;

    Retries(Topics topics, ActorSystem<?> system, Clock clock, ServiceSettings settings) {
        this.topics = topics;
        this.system = system;
        this.clock = clock;
        this.settings = settings;
        this.underWay = new UnderWay(settings.publishesMax(), settings.bytesMax());
        system.getWhenTerminated().whenComplete((done, failure) -> underWay.end());
    }

    ServiceSettings settings() {
        return settings;
    }

    /**
     * The final answer, which is a refusal at once for drafts that no topic would take, and while too much is under way.
     *
     * @param drafts at least one
     * @return never fails
     */
    CompletionStage<PublishReply> publish(TopicName topic, List<Draft> drafts) {
        var checked = new ArrayList<Draft>(drafts.size());
        var refused = check(drafts, checked);
        if (refused == null) {
            refused = settings.bounds().refusal(checked);
        }
        if (refused != null) {
            return CompletableFuture.completedFuture(refused);
        }
        long bytes = checked.stream().mapToLong(Draft::textBytes).sum();
        if (!underWay.enter(bytes)) {
            return CompletableFuture.completedFuture(new Refused(
                    Refusal.OVERLOADED,
                    "publishes under way: too many in this service (expected: at most " + settings.publishesMax()
                            + " and " + settings.bytesMax() + " bytes; nothing was stored)"));
        }
        return publishChecked(topic, checked).whenComplete((reply, failure) -> underWay.leave(bytes));
    }

    /**
     * As {@link #publish}, for drafts that {@link #check} let pass, within bounds, and beside the bound on what is under
     * way.
     */
    CompletionStage<PublishReply> publishChecked(TopicName topic, List<Draft> drafts) {
        var keyed = KeyedDrafts.of(drafts);
        var publish = new RetriedPublish(
                (arrivedAt, deadline) ->
                        topics.publish(topic, keyed.drafts(), keyed.batchKey(), true, arrivedAt, deadline),
                settings,
                clock,
                (pause, task) -> system.scheduler().scheduleOnce(pause, task, system.executionContext()));
        underWay.watch(publish);
        publish.start();
        return publish.outcome();
    }

    /**
     * Looks at each draft as the publish route does.
     *
     * @param checked receives the drafts before the first bad one, as they are stored
     * @return why the first bad one is refused; null when all are good
     */
    @Nullable Refused check(List<Draft> drafts, List<Draft> checked) {
        for (var draft : drafts) {
            try {
                var good = KeyedDrafts.checked(draft);
                var refused = settings.bounds().refusal(List.of(good));
                if (refused != null) {
                    return refused;
                }
                checked.add(good);
            } catch (InvalidText invalid) {
                return new Refused(invalid.refusal(), String.valueOf(invalid.getMessage()));
            }
        }
        return null;
    }
}
