package dev.weir.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.stream.stage.AsyncCallback;

/** The open conversations of one port, so that they can be ended in good order. */
final class Conversations {

    private final Set<AsyncCallback<Done>> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger streaming = new AtomicInteger();
    private volatile boolean ending;

    /**
     * A conversation has begun.
     *
     * @param takeLeave told that the answer under way is to be the last
     */
    void begun(AsyncCallback<Done> takeLeave) {
        open.add(takeLeave);
        // Whoever ends all of them sees this one, or this one sees that they end.
        if (ending) {
            takeLeave.invoke(Done.getInstance());
        }
    }

    void ended(AsyncCallback<Done> takeLeave) {
        open.remove(takeLeave);
    }

    /** One of them carries a stream now, or does no more. */
    void streaming(boolean begins) {
        streaming.addAndGet(begins ? 1 : -1);
    }

    int streaming() {
        return streaming.get();
    }

    int count() {
        return open.size();
    }

    /** Each of them ends: at once, or behind the answer that is under way; a stream when it has ended by itself. */
    void end() {
        ending = true;
        open.forEach(takeLeave -> takeLeave.invoke(Done.getInstance()));
    }
}
