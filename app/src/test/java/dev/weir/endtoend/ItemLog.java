package dev.weir.endtoend;

import dev.weir.client.StreamItem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber of the Java client that takes all and keeps it. */
final class ItemLog implements Flow.Subscriber<StreamItem> {

    private final List<StreamItem> items = new CopyOnWriteArrayList<>();
    private volatile @Nullable Throwable error;

    /** What was published, each as {@code id data}. */
    List<String> messages() {
        return all(StreamItem.Message.class).stream()
                .map(message -> message.id() + " " + message.data())
                .toList();
    }

    <T extends StreamItem> List<T> all(Class<T> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Nullable Throwable error() {
        return error;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(StreamItem item) {
        items.add(item);
    }

    @Override
    public void onError(Throwable cause) {
        error = cause;
    }

    @Override
    public void onComplete() {}
}
