package dev.weir.simulation;

import dev.weir.history.Anomaly;
import dev.weir.history.History;
import dev.weir.history.History.Event;
import dev.weir.history.HistoryCheck;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.SendQueues;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One run: three nodes, two topics, publishers and clients, and what goes wrong until it does not any more. */
final class World {

    private static final int NODES = 3;
    private static final List<TopicName> TOPICS = List.of(new TopicName("a"), new TopicName("b"));
    private static final int PUBLISHERS = 4;
    private static final int CLIENTS = 5;
    private static final int EVENTS_MAX = 8;
    private static final int ACTS_MAX = 8;
    private static final Duration ACT_EVERY_MAX = Duration.ofMillis(1_500);
    private static final Duration TROUBLE_MAX = Duration.ofSeconds(20);
    private static final Duration AWAY_MAX = Duration.ofSeconds(40);
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofSeconds(100);

    /** For everybody to come to the end after the last fault. */
    private static final Duration REST_MAX = Duration.ofSeconds(100);

    private static final long STEPS_MAX = 400_000;

    /** Steps between two looks at whether everybody has come to the end. */
    private static final int LOOK_EVERY = 20;

    /** One in so many steps lets time pass although there is something to do. */
    private static final int TIME_EVERY = 40;

    /** What became of a run. */
    record Outcome(List<Anomaly> anomalies, long trace, long steps, List<String> acts) {}

    private final Engine engine;
    private final Scenario scenario;
    private final SplittableRandom random;
    private final History history = new History();
    private final Database database;
    private final Shards shards;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<String> acts = new ArrayList<>();
    private int actsLeft;
    private boolean calm;
    private long ticks;
    private long streams;

    private World(Engine engine, Scenario scenario, long seed, SendQueues sendQueues) {
        this.engine = engine;
        this.scenario = scenario;
        random = new SplittableRandom(seed);
        engine.chance().begin(random.nextLong());
        engine.interleaving().begin(random.split());
        database = new Database(engine.time(), random.split());
        engine.storage().use(database);
        var reads = new SimulatedReads(database);
        shards = new Shards(engine, reads, scenario.retained(), random.split(), this::anyNode);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new SimulatedNode(engine, shards, reads, sendQueues, () -> "stream-" + streams++));
        }
        populate();
        database.fail(scenario.failing());
        shards.lose(scenario.losing());
        actsLeft = 1 + random.nextInt(ACTS_MAX);
        awaitAct();
    }

    /** The same for the same seed, whatever ran before. */
    static Outcome run(Engine engine, Scenario scenario, long seed, SendQueues sendQueues) {
        try {
            var world = new World(engine, scenario, seed, sendQueues);
            world.runToRest();
            return world.outcome();
        } finally {
            engine.clear();
        }
    }

    private void populate() {
        for (int i = 0; i < PUBLISHERS; i++) {
            var topic = TOPICS.get(i % TOPICS.size());
            publishers.add(new Publisher(
                    engine, this, random.split(), history, topic + "/" + i, topic, 1 + random.nextInt(EVENTS_MAX)));
        }
        for (int i = 0; i < CLIENTS; i++) {
            var topics = i == 0 ? TOPICS : List.of(TOPICS.get(i % TOPICS.size()));
            clients.add(new Client(engine, this, random.split(), history, "client " + i, topics));
        }
    }

    /** Counts up: what came first has the lower number. */
    long tick() {
        return ++ticks;
    }

    SimulatedNode anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** Whether an answer to a publisher comes through. */
    boolean answerComes() {
        return calm || random.nextInt(100) >= scenario.losing();
    }

    /** Whether nobody takes his time any more. */
    boolean hurried() {
        return calm;
    }

    void publish(TopicName topic, TopicCommand.Publish command) {
        shards.tell(anyNode(), topic, command);
    }

    /** Up to which number the topic may have let its events go by now. */
    long goneThrough(String topic) {
        return Math.max(0, database.committed(new TopicName(topic)).size() - scenario.retained());
    }

    /** Where this data is stored; -1 when it is not. */
    long numberOf(String topic, String data) {
        return database.committed(new TopicName(topic)).stream()
                .filter(event -> event.data().equals(data))
                .mapToLong(event -> event.seq())
                .findFirst()
                .orElse(-1);
    }

    private void runToRest() {
        var interleaving = engine.interleaving();
        long restBy = Long.MAX_VALUE;
        while (!calm || interleaving.count() % LOOK_EVERY != 0 || !atRest()) {
            if (interleaving.count() > STEPS_MAX || engine.time().nanos() > restBy) {
                return;
            }
            if (interleaving.isEmpty()) {
                engine.time().pass(LONG);
            } else if (random.nextInt(TIME_EVERY) == 0) {
                engine.time().pass(MOMENT);
            } else {
                interleaving.runOne();
            }
            if (calm && restBy == Long.MAX_VALUE) {
                restBy = engine.time().nanos() + REST_MAX.toNanos();
            }
        }
    }

    private boolean atRest() {
        return publishers.stream().allMatch(Publisher::done)
                && clients.stream()
                        .allMatch(client -> client.topics().stream()
                                .allMatch(topic -> client.seq(topic)
                                        >= database.committed(topic).size()));
    }

    private void awaitAct() {
        engine.time().after(upTo(ACT_EVERY_MAX), () -> {
            if (actsLeft == 0) {
                calmDown();
                return;
            }
            actsLeft--;
            var act = scenario.acts().get(random.nextInt(scenario.acts().size()));
            acts.add(engine.time().nanos() / 1_000_000 + " ms " + act);
            engine.interleaving().mark(act.name().hashCode());
            perform(act);
            awaitAct();
        });
    }

    private void calmDown() {
        calm = true;
        database.heal();
        shards.heal();
        nodes.forEach(node -> node.cutOff(false));
    }

    private void perform(Scenario.Act act) {
        var topic = TOPICS.get(random.nextInt(TOPICS.size()));
        var node = anyNode();
        switch (act) {
            case KILL_OWNER -> shards.kill(topic);
            case MOVE_OWNER -> shards.move(topic);
            case DOUBLE_OWNER -> shards.doubled(topic);
            case CRASH_NODE -> node.crash();
            case CUT_NODE_OFF -> forAWhile(() -> node.cutOff(true), () -> node.cutOff(false));
            case DRAIN_NODE -> drain(node);
            case CUT_CLIENT -> clients.get(random.nextInt(clients.size())).cut();
            case SLOW_DATABASE -> forAWhile(() -> database.slow(true), () -> database.slow(false));
            case DATABASE_AWAY -> forAWhile(() -> database.away(true), () -> database.away(false));
            case CLIENT_AWAY -> clients.get(random.nextInt(clients.size())).stayAway(upTo(AWAY_MAX));
            case STANDSTILL -> engine.time().jump(upTo(STANDSTILL_MAX));
        }
    }

    private void forAWhile(Runnable begin, Runnable end) {
        begin.run();
        engine.time().after(upTo(TROUBLE_MAX), end);
    }

    /** As SIGTERM, and another start. */
    private void drain(SimulatedNode node) {
        var drained = engine.spawn(Behaviors.<Connections.Drained>receiveMessage(done -> {
            node.crash();
            return Behaviors.stopped();
        }));
        node.connections().tell(new Connections.Drain(upTo(Duration.ofSeconds(5)), drained));
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos(random.nextLong(most.toNanos()));
    }

    private Outcome outcome() {
        for (var topic : TOPICS) {
            history.replayed(
                    "the database",
                    topic.text(),
                    database.committed(topic).stream()
                            .map(event -> new Event(event.seq(), event.data()))
                            .toList());
        }
        var anomalies = new ArrayList<>(HistoryCheck.anomalies(history));
        if (!publishers.stream().allMatch(Publisher::done)) {
            anomalies.add(new Anomaly(Anomaly.Kind.BEHIND, "a publisher is not done"));
        }
        var interleaving = engine.interleaving();
        interleaving.mark(anomalies.size());
        interleaving.mark(history.published().toString().hashCode());
        interleaving.mark(history.subscriptions().hashCode());
        return new Outcome(anomalies, interleaving.trace(), interleaving.count(), acts);
    }
}
