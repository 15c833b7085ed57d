package dev.weir.simulation;

import dev.weir.journal.JournalObserver;
import dev.weir.journal.KeepingSettings;
import dev.weir.journal.TopicEntity;
import dev.weir.journal.TopicSettings;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.Retention;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Plays Cluster Sharding and the network: a topic's entity lives on one node, or by a fault on two; messages from node to node come in their
 * order or not at all.
 */
final class Shards {

    /** Where a topic lives. */
    private record Home(
            SimulatedNode node,
            ActorRef<TopicCommand> entity,
            Map<ActorRef<FeedMessage>, ActorRef<FeedMessage>> wires) {}

    private final Engine engine;
    private final SimulatedReads reads;
    private final TopicSettings settings;
    private final SplittableRandom random;
    private final Supplier<SimulatedNode> anyNode;

    /** None until it is asked for; two when each of two nodes takes itself for its owner. */
    private final Map<TopicName, List<Home>> homes = new HashMap<>();

    /** In a hundred. */
    private int losing;

    /** @param retained events that a topic keeps */
    Shards(
            Engine engine,
            SimulatedReads reads,
            long retained,
            SplittableRandom random,
            Supplier<SimulatedNode> anyNode) {
        this.settings = settings(retained);
        this.engine = engine;
        this.reads = reads;
        this.random = random;
        this.anyNode = anyNode;
    }

    /** @param percent of messages between nodes do not come */
    void lose(int percent) {
        losing = percent;
    }

    /** Gives a command to the topic's owner, by the view of that node. */
    void tell(SimulatedNode from, TopicName topic, TopicCommand command) {
        var living = homes.computeIfAbsent(topic, unknown -> new ArrayList<>());
        if (living.isEmpty()) {
            living.add(start(topic, anyNode.get()));
        }
        var home = living.get(random.nextInt(living.size()));
        if (comes(from, home.node)) {
            home.entity.tell(wired(from, home, command));
        }
    }

    /** The owner is gone, and whoever comes next starts another. */
    void kill(TopicName topic) {
        homes.getOrDefault(topic, List.of()).forEach(home -> engine.kill(home.entity));
        homes.remove(topic);
    }

    /** The owner is told to finish, as before a rebalance, and another may start before it has. */
    void move(TopicName topic) {
        homes.getOrDefault(topic, List.of()).forEach(home -> home.entity.tell(new TopicEntity.Stop()));
        homes.remove(topic);
    }

    /** A second node takes itself for the owner as well. */
    void doubled(TopicName topic) {
        var living = homes.get(topic);
        if (living != null && living.size() == 1) {
            living.add(start(topic, anyNode.get()));
        }
    }

    /** That node is gone, with what lived on it. */
    void lose(SimulatedNode node) {
        homes.values()
                .forEach(living -> living.removeIf(home -> {
                    if (home.node == node) {
                        engine.kill(home.entity);
                    }
                    return home.node == node;
                }));
    }

    /** One owner for each topic, and a network that loses nothing. */
    void heal() {
        losing = 0;
        homes.values().forEach(living -> {
            while (living.size() > 1) {
                engine.kill(living.remove(living.size() - 1).entity);
            }
        });
    }

    /** Small, so that every bound is met. */
    private static TopicSettings settings(long retained) {
        var retention = new Retention(retained, Retention.FOREVER);
        return new TopicSettings(
                true,
                PublishBounds.DEFAULT,
                1_000,
                64,
                1 << 20,
                4,
                Duration.ofSeconds(1),
                5,
                new KeepingSettings(retention, 100, 1 << 20, Duration.ofSeconds(10)));
    }

    private Home start(TopicName topic, SimulatedNode node) {
        var entity = TopicEntity.create(topic, settings, engine.time().clock(), reads, JournalObserver.NONE);
        return new Home(node, engine.spawn(entity), new LinkedHashMap<>());
    }

    private boolean comes(SimulatedNode from, SimulatedNode to) {
        return from == to || !(from.cutOff() || to.cutOff() || random.nextInt(100) < losing);
    }

    private TopicCommand wired(SimulatedNode from, Home home, TopicCommand command) {
        if (from == home.node) {
            return command;
        }
        if (command instanceof TopicCommand.Attach attach) {
            return new TopicCommand.Attach(wire(from, home, attach.feed()), attach.request());
        }
        if (command instanceof TopicCommand.Detach detach) {
            return new TopicCommand.Detach(wire(from, home, detach.feed()));
        }
        return command;
    }

    /** The way back from the owner to a feed of another node. */
    private ActorRef<FeedMessage> wire(SimulatedNode to, Home home, ActorRef<FeedMessage> feed) {
        return home.wires.computeIfAbsent(
                feed,
                unknown -> engine.spawn(Behaviors.setup(context -> {
                    context.watch(feed);
                    return Behaviors.receive(FeedMessage.class)
                            .onMessage(FeedMessage.class, message -> {
                                if (comes(home.node, to)) {
                                    feed.tell(message);
                                }
                                return Behaviors.same();
                            })
                            .onSignal(Terminated.class, gone -> Behaviors.stopped())
                            .build();
                })));
    }
}
