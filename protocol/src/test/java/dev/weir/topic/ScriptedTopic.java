package dev.weir.topic;

import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * A topic without a journal: it stores once what comes with a key, as an entity does, unless its script says what to do
 * with the next publish.
 */
final class ScriptedTopic {

    /** What is done with one publish; null answers nothing. */
    @FunctionalInterface
    interface Step {
        @Nullable PublishReply take(Publish publish);
    }

    private final Queue<Step> script = new ConcurrentLinkedQueue<>();
    private final List<Publish> received = new CopyOnWriteArrayList<>();
    private final List<Draft> stored = new CopyOnWriteArrayList<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, Published> batches = new HashMap<>();

    /** The next publish that has no step yet is treated so. */
    ScriptedTopic then(Step step) {
        script.add(step);
        return this;
    }

    ScriptedTopic thenRefuse(Refusal refusal) {
        return then(publish -> new Refused(refusal, "topic: as scripted"));
    }

    ScriptedTopic thenStore() {
        return then(this::store);
    }

    ScriptedTopic thenStayAway() {
        return then(publish -> null);
    }

    ScriptedTopic thenStoreWithoutAnswer() {
        return then(publish -> {
            store(publish);
            return null;
        });
    }

    List<Publish> received() {
        return received;
    }

    /** The data of what is stored, in its order. */
    List<String> stored() {
        return stored.stream().map(Draft::data).toList();
    }

    Behavior<TopicCommand> behavior() {
        return Behaviors.receive(TopicCommand.class)
                .onMessage(Publish.class, publish -> {
                    received.add(publish);
                    var step = script.poll();
                    var reply = step == null ? store(publish) : step.take(publish);
                    if (reply != null) {
                        publish.replyTo().tell(reply);
                    }
                    return Behaviors.same();
                })
                .build();
    }

    private Published store(Publish publish) {
        var batchKey = publish.batchKey();
        if (batchKey == null) {
            return storeOneByOne(publish);
        }
        var before = batches.get(batchKey);
        if (before != null) {
            var replays = new ArrayList<Replay>();
            for (int i = 0; i < before.count(); i++) {
                replays.add(new Replay(i, before.first() + i));
            }
            return new Published(1, 0, 0, false, replays);
        }
        var published = new Published(1, stored.size() + 1, publish.drafts().size(), stored.isEmpty(), List.of());
        stored.addAll(publish.drafts());
        batches.put(batchKey, published);
        return published;
    }

    private Published storeOneByOne(Publish publish) {
        var replays = new ArrayList<Replay>();
        long first = stored.size() + 1L;
        for (int i = 0; i < publish.drafts().size(); i++) {
            var draft = publish.drafts().get(i);
            var seq = seqs.putIfAbsent(String.valueOf(draft.idempotencyKey()), stored.size() + 1L);
            if (seq == null) {
                stored.add(draft);
            } else {
                replays.add(new Replay(i, seq));
            }
        }
        int count = publish.drafts().size() - replays.size();
        return new Published(1, count == 0 ? 0 : first, count, false, replays);
    }
}
