package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that keeps all it is told, as one line each, and watches the rules: one signal at a time, nothing after
 * the last one, nothing that it did not ask for.
 *
 * <p>Lines are read in order, and at the end there must be none left.
 */
final class ItemRecorder implements Flow.Subscriber<StreamItem> {

    private final long demandAtFirst;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<StreamItem> items = Collections.synchronizedList(new ArrayList<>());
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Throwable error;
    private volatile boolean over;
    private int read;

    private ItemRecorder(long demandAtFirst) {
        this.demandAtFirst = demandAtFirst;
    }

    /** Waits for what a loopback does in a moment. */
    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(20));
    }

    /** Takes what comes. */
    static ItemRecorder greedy() {
        return new ItemRecorder(Long.MAX_VALUE);
    }

    /** Asks for so many and no more. */
    static ItemRecorder asking(long demand) {
        return new ItemRecorder(demand);
    }

    ItemRecorder follow(WeirClient client, StreamQuery query) {
        client.subscribe(query).subscribe(this);
        return this;
    }

    void request(long n) {
        soon().until(() -> subscription != null);
        var to = subscription;
        if (to != null) {
            to.request(n);
        }
    }

    void cancel() {
        soon().until(() -> subscription != null);
        var to = subscription;
        if (to != null) {
            to.cancel();
        }
    }

    List<StreamItem> items() {
        return new ArrayList<>(items);
    }

    /** The data of what was published, in the order in which it came. */
    List<String> messages() {
        return items().stream()
                .filter(StreamItem.Message.class::isInstance)
                .map(item -> ((StreamItem.Message) item).data())
                .toList();
    }

    int count() {
        return lines.size();
    }

    @Nullable Throwable error() {
        return error;
    }

    boolean isOver() {
        return over;
    }

    /** The next lines are these. */
    ItemRecorder expect(String... expected) {
        soon().untilAsserted(() -> assertThat(unread()).hasSizeGreaterThanOrEqualTo(expected.length));
        assertThat(unread().subList(0, expected.length)).containsExactly(expected);
        read += expected.length;
        return this;
    }

    /** Skips lines until this one was read. */
    ItemRecorder expectLater(String expected) {
        soon().untilAsserted(() -> assertThat(unread()).contains(expected));
        read += unread().indexOf(expected) + 1;
        return this;
    }

    /** Nothing else was told, and no rule was broken. */
    void assertExhausted() {
        assertThat(unread()).as("not expected").isEmpty();
        assertThat(violations).isEmpty();
    }

    private List<String> unread() {
        var all = new ArrayList<>(lines);
        return all.subList(read, all.size());
    }

    static String line(StreamItem item) {
        return name(item) + " @" + item.id();
    }

    private static String name(StreamItem item) {
        if (item instanceof StreamItem.Message message) {
            return message.type() + " " + message.data();
        }
        if (item instanceof StreamItem.Interrupted interrupted) {
            return "Interrupted " + interrupted.attempt()
                    + (interrupted.code() == null ? "" : " " + interrupted.code());
        }
        if (item instanceof StreamItem.Missed missed) {
            return "Missed " + missed.gap().cause().wireName();
        }
        return item.getClass().getSimpleName();
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
        inTurn("subscribed", () -> {
            subscription = to;
            if (demandAtFirst > 0) {
                to.request(demandAtFirst);
            }
        });
    }

    @Override
    public void onNext(StreamItem item) {
        inTurn("item", () -> {
            items.add(item);
            lines.add(line(item));
        });
    }

    @Override
    public void onError(Throwable cause) {
        inTurn("error", () -> {
            error = cause;
            lines.add("failed: " + cause.getMessage());
        });
        over = true;
    }

    @Override
    public void onComplete() {
        inTurn("completion", () -> lines.add("complete"));
        over = true;
    }

    private void inTurn(String signal, Runnable task) {
        if (!busy.compareAndSet(false, true)) {
            violations.add(signal + " during another signal");
        }
        if (over) {
            violations.add(signal + " after the last signal");
        }
        task.run();
        busy.set(false);
    }
}
