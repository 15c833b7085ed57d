package dev.weir.simulation;

import dev.weir.history.History;
import dev.weir.history.History.Outcome;
import dev.weir.history.History.Published;
import dev.weir.topic.PublishReply;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one thing after another to one topic: an event, several, or several under one key; mostly until they are known to be stored, with
 * the same keys; sometimes once, without a key.
 */
final class Publisher {

    /** Fills a log of a few events. */
    static final String PADDING = ".".repeat(350);

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int PAUSE_MILLIS_MAX = 300;
    private static final int BATCH_MAX = 3;
    private static final int WITHOUT_KEY_PERCENT = 15;

    private final Engine engine;
    private final World world;
    private final SplittableRandom random;
    private final History history;
    private final String name;
    private final TopicName topic;
    private int left;
    private int published;

    /** What is to be stored, under which key; how often it was tried. */
    private record Wish(List<Draft> drafts, @Nullable String batchKey, boolean retried, long invoked, int tries) {}

    private @Nullable Wish underWay;

    Publisher(
            Engine engine,
            World world,
            SplittableRandom random,
            History history,
            String name,
            TopicName topic,
            int count) {
        this.engine = engine;
        this.world = world;
        this.random = random;
        this.history = history;
        this.name = name;
        this.topic = topic;
        this.left = count;
        pause();
    }

    boolean done() {
        return left <= 0 && underWay == null;
    }

    private void pause() {
        engine.time().after(Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)), this::next);
    }

    private void next() {
        if (left > 0) {
            send(wish());
        }
    }

    private Wish wish() {
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(BATCH_MAX) : 1;
        boolean retried = random.nextInt(100) >= WITHOUT_KEY_PERCENT;
        boolean together = retried && count > 1 && random.nextBoolean();
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < count; i++) {
            var data = name + "-" + published++;
            drafts.add(new Draft(
                    Content.TEXT, data + PADDING, null, null, retried && !together ? "key of " + data : null));
        }
        left -= count;
        return new Wish(drafts, together ? "batch before " + name + "-" + published : null, retried, world.tick(), 0);
    }

    private void send(Wish wish) {
        underWay = wish;
        var now = engine.time().clock().instant();
        var replies = engine.spawn(Behaviors.<PublishReply>receiveMessage(reply -> {
            answered(wish, reply);
            return Behaviors.stopped();
        }));
        engine.time().after(PATIENCE, () -> failed(wish, Outcome.UNKNOWN));
        world.publish(
                topic, new TopicCommand.Publish(wish.drafts, wish.batchKey, true, now, now.plus(DEADLINE), replies));
    }

    private void answered(Wish wish, PublishReply reply) {
        if (!wish.equals(underWay) || !world.answerComes()) {
            return;
        }
        if (reply instanceof PublishReply.Published stored) {
            tell(wish, stored);
        } else {
            var refused = ((PublishReply.Refused) reply).refusal();
            failed(wish, refused == Refusal.OUTCOME_UNKNOWN ? Outcome.UNKNOWN : Outcome.REFUSED);
        }
    }

    private void failed(Wish wish, Outcome outcome) {
        if (!wish.equals(underWay)) {
            return;
        }
        if (wish.retried) {
            var again = new Wish(wish.drafts, wish.batchKey, true, wish.invoked, wish.tries + 1);
            underWay = again;
            engine.time().after(Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)), () -> send(again));
            return;
        }
        for (var draft : wish.drafts) {
            tell(draft, outcome, 0, wish.invoked);
        }
        underWay = null;
        pause();
    }

    private void tell(Wish wish, PublishReply.Published stored) {
        long next = stored.first();
        for (int i = 0; i < wish.drafts.size(); i++) {
            int index = i;
            var replay = stored.replays().stream()
                    .filter(one -> one.index() == index)
                    .findFirst();
            tell(
                    wish.drafts.get(i),
                    Outcome.STORED,
                    replay.isPresent() ? replay.get().seq() : next++,
                    wish.invoked);
        }
        underWay = null;
        pause();
    }

    private void tell(Draft draft, Outcome outcome, long seq, long invoked) {
        history.published(new Published(topic.text(), draft.data(), outcome, seq, invoked, world.tick()));
    }
}
