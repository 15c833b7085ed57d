package dev.weir.endtoend.faults;

import static org.awaitility.Awaitility.await;

import dev.weir.history.History;
import dev.weir.history.History.Event;
import dev.weir.history.History.Published;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Publishers and subscribers of some topics at some nodes: two publishers a topic that go to any node, a subscriber for
 * each topic at each node, and one that goes to another node each time.
 */
final class Traffic implements AutoCloseable {

    private static final int PUBLISHERS_OF_TOPIC = 2;
    private static final Duration HEAD_MAX = Duration.ofSeconds(60);

    private final List<String> topics;
    private final List<URI> nodes;
    private final SplittableRandom random;
    private final History history = new History();
    private final List<TryingPublisher> publishers = new ArrayList<>();
    private final List<List<Subscriber>> atNodes = new ArrayList<>();
    private final List<Subscriber> wandering = new ArrayList<>();

    /** @param nodes their public addresses, which stay */
    Traffic(int topics, List<URI> nodes, long seed) {
        this.topics = IntStream.range(0, topics).mapToObj(i -> "topic-" + i).toList();
        this.nodes = nodes;
        this.random = new SplittableRandom(seed);
    }

    Traffic publish() {
        for (var topic : topics) {
            for (int i = 0; i < PUBLISHERS_OF_TOPIC; i++) {
                publishers.add(TryingPublisher.start("p" + publishers.size(), topic, nodes, history, random.split()));
            }
        }
        return this;
    }

    Traffic subscribe() {
        for (int node = 0; node < nodes.size(); node++) {
            int stays = node;
            atNodes.add(topics.stream()
                    .map(topic -> subscribe(topic + " at node " + stays, topic, () -> nodes.get(stays)))
                    .toList());
        }
        for (var topic : topics) {
            var wanders = random.split();
            wandering.add(subscribe(topic + " anywhere", topic, () -> nodes.get(wanders.nextInt(nodes.size()))));
        }
        return this;
    }

    private Subscriber subscribe(String name, String topic, Supplier<URI> node) {
        return Subscriber.start(topic, node, told -> history.told(name, topic, told));
    }

    History history() {
        return history;
    }

    /** Streams that the subscribers of this node opened. */
    int openedAt(int node) {
        return atNodes.get(node).stream().mapToInt(Subscriber::opened).sum();
    }

    /** Until something of every topic was stored that was not begun before now. */
    void awaitPublishes(Duration atMost) {
        long now = System.nanoTime();
        await("publishes of every topic")
                .atMost(atMost)
                .until(() -> history.published().stream()
                                .filter(one -> one.invokedNanos() >= now)
                                .map(Published::topic)
                                .distinct()
                                .count()
                        == topics.size());
    }

    /** Returns when the events under way have come to an end. */
    void stopPublishing() {
        publishers.forEach(TryingPublisher::close);
    }

    /** Until all subscribers have been told what is stored by now, as the first node says. */
    void awaitHeads() {
        for (var topic : topics) {
            long head = Replay.head(nodes.get(0), topic);
            await("all subscribers of " + topic + " at " + head)
                    .atMost(HEAD_MAX)
                    .until(() -> subscribers().stream()
                            .filter(one -> one.topic().equals(topic))
                            .allMatch(one -> one.seq() >= head));
        }
    }

    /** Puts what each node has in the end into the history. */
    void replayAll() {
        for (var topic : topics) {
            for (int node = 0; node < nodes.size(); node++) {
                history.replayed("node " + node, topic, Replay.of(nodes.get(node), topic));
            }
        }
    }

    /** The same of the first node, where nobody knows whether a topic can be read to its end. */
    void replayWhatComes(Duration time) {
        var events = topics.stream().map(topic -> new ArrayList<Event>()).toList();
        var readers = IntStream.range(0, topics.size())
                .mapToObj(i -> Subscriber.start(topics.get(i), () -> nodes.get(0), told -> {
                    if (told instanceof Event event) {
                        events.get(i).add(event);
                    }
                }))
                .toList();
        Scene.pass(time);
        readers.forEach(Subscriber::close);
        IntStream.range(0, topics.size())
                .forEach(i -> history.replayed("the first node", topics.get(i), events.get(i)));
    }

    /** Figures of the whole. */
    String report() {
        var returned = history.published().stream()
                .sorted(Comparator.comparingLong(Published::returnedNanos))
                .toList();
        long took = returned.get(returned.size() - 1).returnedNanos()
                - returned.get(0).returnedNanos();
        long told = history.subscriptions().values().stream()
                .mapToLong(one -> one.told().size())
                .sum();
        long ofTopic = topics.stream()
                .mapToLong(topic -> silence(returned.stream()
                        .filter(one -> one.topic().equals(topic))
                        .toList()))
                .max()
                .orElse(0);
        return String.format(
                "%.0f s; %d events published, longest time without an answer to anybody %.1f s, for one topic %.1f s; %d"
                        + " subscribers opened %d streams and were told %d events",
                took / 1e9,
                returned.size(),
                silence(returned) / 1e9,
                ofTopic / 1e9,
                subscribers().size(),
                subscribers().stream().mapToInt(Subscriber::opened).sum(),
                told);
    }

    private List<Subscriber> subscribers() {
        var all = new ArrayList<>(wandering);
        atNodes.forEach(all::addAll);
        return all;
    }

    private static long silence(List<Published> byReturn) {
        return IntStream.range(1, byReturn.size())
                .mapToLong(i ->
                        byReturn.get(i).returnedNanos() - byReturn.get(i - 1).returnedNanos())
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        stopPublishing();
        subscribers().forEach(Subscriber::close);
    }
}
