package dev.weir.endtoend.crowd;

import static org.awaitility.Awaitility.await;

import dev.weir.bench.Alarm;
import dev.weir.bench.SelectorThread;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** Thousands of {@link CrowdClient}s on two threads. Every question is answered by those threads. */
final class Crowd implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int FAULTS_TOLD_MAX = 10;

    private final long begunAt = System.nanoTime();
    private final Alarm alarm = new Alarm();
    private final List<CrowdLoop> loops = new ArrayList<>();
    private final List<SelectorThread> threads = new ArrayList<>();

    private Crowd(InetSocketAddress server) {
        for (int i = 0; i < THREADS; i++) {
            var loop = new CrowdLoop(server, this::now);
            loops.add(loop);
            threads.add(SelectorThread.start("crowd-" + i, loop, alarm));
        }
    }

    /**
     * Sends them on their way; returns at once.
     *
     * @param sent by topic: the highest number that was published so far
     */
    static Crowd gather(URI server, CrowdPlan plan, ToLongFunction<String> sent) {
        var crowd = new Crowd(new InetSocketAddress(server.getHost(), server.getPort()));
        long begin = crowd.now();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            var loop = crowd.loops.get(i);
            crowd.threads.get(i).run(() -> {
                for (int number = first; number < plan.clients(); number += THREADS) {
                    var check = new EventCheck(plan.topics().apply(number), sent);
                    var client = new CrowdClient(loop, number, plan, new ClientLog(check));
                    loop.add(client);
                    client.comeAt(begin + number * TimeUnit.SECONDS.toNanos(1) / plan.arrivalsPerSecond());
                }
            });
        }
        return crowd;
    }

    /** Nanoseconds since the crowd began to gather. */
    long now() {
        return System.nanoTime() - begunAt;
    }

    /** How many have a stream now. */
    int open() {
        return count(client -> client.log().isOpen());
    }

    /**
     * Waits until it holds.
     *
     * @throws AssertionError as soon as a client is dead, or after so long, saying how the crowd is then
     */
    void awaitThat(BooleanSupplier holds, Duration limit) {
        try {
            await().atMost(limit).until(() -> holds.getAsBoolean() || !dead().isEmpty());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError("not after " + limit + ": " + this, late);
        }
        if (!dead().isEmpty()) {
            throw new AssertionError("clients that will never come back: " + this);
        }
    }

    @Override
    public String toString() {
        int waiting = visits(visit -> visit.endedAt() == Visit.NEVER && visit.status() == 0)
                .size();
        return "of " + count(client -> true) + " clients " + open() + " have a stream, " + waiting
                + " wait for an answer; dead, by status: " + dead() + " " + lastWords() + "; told, by code: " + byes(0)
                + "; faults: "
                + faults();
    }

    /** The numbers of those. */
    Set<Integer> openClients() {
        return ask(client -> client.log().isOpen() ? client.number() : -1).stream()
                .filter(number -> number >= 0)
                .collect(Collectors.toSet());
    }

    /** How many will never come back, by the status that they were answered with. */
    SortedMap<Integer, Integer> dead() {
        var counts = new TreeMap<Integer, Integer>();
        ask(client -> client.state() == CrowdClient.State.DEAD ? last(client).status() : 0).stream()
                .filter(status -> status != 0)
                .forEach(status -> counts.merge(status, 1, Integer::sum));
        return counts;
    }

    /** What they were answered, each answer once. */
    Set<String> lastWords() {
        return ask(CrowdClient::lastWords).stream()
                .filter(words -> !words.isEmpty())
                .limit(FAULTS_TOLD_MAX)
                .collect(Collectors.toSet());
    }

    private static Visit last(CrowdClient client) {
        var visits = client.log().visits();
        return visits.get(visits.size() - 1);
    }

    /** How many were told this when they were sent away, or were not let in, since then. */
    SortedMap<Integer, Integer> byes(long since) {
        var counts = new TreeMap<Integer, Integer>();
        visits(visit -> visit.byeCode() != 0 && visit.askedAt() >= since)
                .forEach(visit -> counts.merge(visit.byeCode(), 1, Integer::sum));
        return counts;
    }

    /** Of all clients, in no order. */
    List<Visit> visits(Predicate<Visit> which) {
        return ask(client -> client.log().visits().stream().filter(which).toList()).stream()
                .flatMap(Collection::stream)
                .toList();
    }

    /** By client's number, each with its visits in order. */
    SortedMap<Integer, List<Visit>> visitsByClient() {
        var all = new TreeMap<Integer, List<Visit>>();
        ask(client -> Map.entry(client.number(), client.log().visits()))
                .forEach(one -> all.put(one.getKey(), one.getValue()));
        return all;
    }

    /** How many streams opened in each second since then. */
    List<Integer> connectsPerSecond(long since) {
        return Rates.perSecond(openedAt(since), since);
    }

    /** In any second since then, wherever it begins. */
    int connectsPerSecondMax(long since) {
        return Rates.mostInASecond(openedAt(since));
    }

    private List<Long> openedAt(long since) {
        return visits(visit -> visit.wasOpened() && visit.openedAt() >= since).stream()
                .map(Visit::openedAt)
                .sorted()
                .toList();
    }

    /** What was wrong with what clients got: the first of it. */
    List<EventCheck.Found> faults() {
        return ask(client -> client.log().check().found()).stream()
                .flatMap(Collection::stream)
                .limit(FAULTS_TOLD_MAX)
                .toList();
    }

    /** That the server told of. */
    long gaps() {
        return sum(client -> client.log().check().gaps());
    }

    long events() {
        return sum(client -> client.log().check().events());
    }

    /** Events that clients with a stream, or on their way to one, have still to get, all together. */
    long behind(ToLongFunction<String> published) {
        return sum(client -> client.isThere() ? client.log().check().behind(published) : 0);
    }

    /** @param bytesPerSecond that these clients read; 0 for none, negative for all there are */
    void pace(IntPredicate numbers, long bytesPerSecond) {
        tell(numbers, client -> client.pace(bytesPerSecond));
    }

    /** Closes these clients for good. */
    void leave(IntPredicate numbers) {
        tell(numbers, CrowdClient::leave);
    }

    private void tell(IntPredicate numbers, Consumer<CrowdClient> what) {
        for (int i = 0; i < THREADS; i++) {
            var loop = loops.get(i);
            threads.get(i)
                    .run(() -> loop.clients().stream()
                            .filter(client -> numbers.test(client.number()))
                            .forEach(what));
        }
    }

    private int count(Predicate<CrowdClient> which) {
        return (int) sum(client -> which.test(client) ? 1 : 0);
    }

    private long sum(ToLongFunction<CrowdClient> value) {
        return ask(value::applyAsLong).stream().mapToLong(Long::longValue).sum();
    }

    private <T> List<T> ask(Function<CrowdClient, T> question) {
        var answers = new ArrayList<T>();
        for (int i = 0; i < THREADS; i++) {
            var loop = loops.get(i);
            answers.addAll(threads.get(i)
                    .call(() -> loop.clients().stream().map(question).toList()));
        }
        return answers;
    }

    @Override
    public void close() {
        threads.forEach(SelectorThread::close);
    }
}
