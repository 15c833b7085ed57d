package dev.weir.command;

import dev.weir.client.StreamItem;
import dev.weir.wire.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What several streams deliver, merged in the order of arrival. A stream is asked for more only while less than
 * {@value #CHARS_MAX} characters wait here, so that a slow reader of the output slows the sockets; beyond that, at most
 * {@value #DEMAND} items of each stream can still arrive.
 */
final class Inbox {

    private static final long CHARS_MAX = 1024 * 1024;
    private static final int DEMAND = 8;
    private static final int DEMAND_LOW = DEMAND / 2;

    /** What a stream did. */
    sealed interface Arrival {

        /** Which stream it is: each topic has one of its own. */
        TopicName topic();

        record Item(TopicName topic, StreamItem item) implements Arrival {}

        /** @param failure why it is over; null when nothing more will come */
        record Ended(TopicName topic, @Nullable Throwable failure) implements Arrival {}
    }

    private final Queue<Arrival> arrivals = new ArrayDeque<>();
    private final List<Inlet> inlets = new ArrayList<>();
    private long chars;
    private boolean stopped;

    Inbox() {}

    /** For one stream of this topic. */
    synchronized Flow.Subscriber<StreamItem> inlet(TopicName topic) {
        var inlet = new Inlet(topic);
        inlets.add(inlet);
        return inlet;
    }

    /** The next arrival, or null when there is none at the moment, or after {@link #stop}. */
    @Nullable Arrival poll() {
        Arrival arrival;
        synchronized (this) {
            arrival = stopped ? null : arrivals.poll();
            chars -= arrival == null ? 0 : chars(arrival);
        }
        demand();
        return arrival;
    }

    /** The next arrival, once there is one; null after {@link #stop}. */
    @Nullable Arrival take() throws InterruptedException {
        synchronized (this) {
            while (arrivals.isEmpty() && !stopped) {
                wait();
            }
        }
        return poll();
    }

    /** Nothing is given out any more, and whoever waits goes on. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    private void arrived(Arrival arrival) {
        synchronized (this) {
            arrivals.add(arrival);
            chars += chars(arrival);
            notifyAll();
        }
        demand();
    }

    private static long chars(Arrival arrival) {
        return arrival instanceof Arrival.Item item && item.item() instanceof StreamItem.Message message
                ? message.data().length()
                : 0;
    }

    /** Outside the lock: a stream may deliver at once, or hold a lock of its own while it does. */
    private void demand() {
        for (var inlet : hungry()) {
            inlet.request();
        }
    }

    private synchronized List<Inlet> hungry() {
        if (chars >= CHARS_MAX || stopped) {
            return List.of();
        }
        List<Inlet> hungry = List.of();
        for (var inlet : inlets) {
            if (inlet.demand <= DEMAND_LOW && inlet.subscription != null) {
                hungry = hungry.isEmpty() ? new ArrayList<>() : hungry;
                hungry.add(inlet);
            }
        }
        return hungry;
    }

    private final class Inlet implements Flow.Subscriber<StreamItem> {

        private final TopicName topic;
        private Flow.@Nullable Subscription subscription;
        private int demand;

        private Inlet(TopicName topic) {
            this.topic = topic;
        }

        private void request() {
            int count;
            synchronized (Inbox.this) {
                count = DEMAND - demand;
                demand = DEMAND;
            }
            if (count > 0) {
                Objects.requireNonNull(subscription).request(count);
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            synchronized (Inbox.this) {
                subscription = given;
            }
            demand();
        }

        @Override
        public void onNext(StreamItem item) {
            synchronized (Inbox.this) {
                demand--;
            }
            arrived(new Arrival.Item(topic, item));
        }

        @Override
        public void onError(Throwable failure) {
            arrived(new Arrival.Ended(topic, failure));
        }

        @Override
        public void onComplete() {
            arrived(new Arrival.Ended(topic, null));
        }
    }
}
