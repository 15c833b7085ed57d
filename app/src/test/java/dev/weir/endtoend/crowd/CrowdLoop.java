package dev.weir.endtoend.crowd;

import dev.weir.bench.SelectorThread;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The clients of one thread, and when each is to be looked at. For that thread only. */
final class CrowdLoop implements SelectorThread.Work {

    private static final int READ_BYTES_MAX = 1 << 16;

    private record Due(long at, CrowdClient client) {}

    private final InetSocketAddress server;
    private final LongSupplier clock;
    private final List<CrowdClient> clients = new ArrayList<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable Selector selector;

    /** @param clock {@link Crowd#now} */
    CrowdLoop(InetSocketAddress server, LongSupplier clock) {
        this.server = server;
        this.clock = clock;
    }

    @Override
    public void begin(Selector ofThread) {
        selector = ofThread;
    }

    @Override
    public void ready(SelectionKey key) {
        ((CrowdClient) key.attachment()).ready(key);
    }

    @Override
    public long due() {
        long now = now();
        for (var first = due.peek(); first != null && first.at <= now; first = due.peek()) {
            due.remove();
            first.client.due(now);
        }
        var next = due.peek();
        return next == null ? Long.MAX_VALUE : next.at - now;
    }

    void add(CrowdClient client) {
        clients.add(client);
    }

    List<CrowdClient> clients() {
        return clients;
    }

    /** It may also be looked at earlier, for what was due before. */
    void lookAt(CrowdClient client, long at) {
        due.add(new Due(at, client));
    }

    long now() {
        return clock.getAsLong();
    }

    InetSocketAddress server() {
        return server;
    }

    /** For one read. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    Selector selector() {
        if (selector == null) {
            throw new IllegalStateException("loop: not begun");
        }
        return selector;
    }
}
