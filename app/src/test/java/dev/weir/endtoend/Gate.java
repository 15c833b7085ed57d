package dev.weir.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The network between one client and Weir: it can break in the middle of a block, be away, and move to another Weir behind
 * the same address. It keeps the heads of the requests for streams that pass, and answers itself where told to.
 */
final class Gate implements AutoCloseable {

    /** For a request by its path: the whole answer, or null to let it pass. */
    private final Function<String, byte @Nullable []> pages;

    private final int port;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile ServerSocket door;
    private volatile CompletableFuture<URI> weir;
    private volatile byte @Nullable [] answer;

    private Gate(URI weir, Function<String, byte @Nullable []> pages) {
        this.weir = CompletableFuture.completedFuture(weir);
        this.pages = pages;
        this.door = listen(0);
        this.port = door.getLocalPort();
    }

    static Gate to(URI weir, Function<String, byte @Nullable []> pages) {
        var gate = new Gate(weir, pages);
        gate.admit(gate.door);
        return gate;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The heads of all requests for streams so far. */
    List<String> requests() {
        return requests;
    }

    /** Comment lines that were let through. */
    int heartbeats() {
        return heartbeats.get();
    }

    /** How often it broke while something was on its way. */
    int cuts() {
        return cuts.get();
    }

    /** Breaks what is open now, as soon as so many more bytes went to the client. */
    void cutAfter(int bytes) {
        passages.forEach(passage -> passage.cutAfter(bytes));
    }

    /** Answers all requests for streams from now on with these bytes. */
    void answer(byte[] whole) {
        answer = whole;
    }

    /** From now on requests wait, as in a proxy whose server is being replaced; streams go on. */
    void hold() {
        weir = new CompletableFuture<>();
    }

    /** Lets those go on that wait, and all after them, to this Weir. */
    void passTo(URI otherWeir) {
        var waiting = weir;
        weir = CompletableFuture.completedFuture(otherWeir);
        waiting.complete(otherWeir);
    }

    /** From now on connections are refused, and those that there were are gone. */
    void shut() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        passages.forEach(Passage::cut);
    }

    /** Lets clients in again, to this Weir. */
    void openTo(URI otherWeir) {
        passTo(otherWeir);
        door = listen(port);
        admit(door);
    }

    @Override
    public void close() {
        shut();
    }

    /** Where requests go now; waits while they are held. */
    URI weir() {
        return weir.join();
    }

    /** What it answers itself, or null to let the request pass; streams are counted. */
    byte @Nullable [] meet(String head) {
        var path = head.split(" ", 3)[1];
        if (!path.startsWith("/stream")) {
            return pages.apply(path);
        }
        requests.add(head);
        return answer;
    }

    void passedHeartbeats(int count) {
        heartbeats.addAndGet(count);
    }

    void wasCut() {
        cuts.incrementAndGet();
    }

    void forget(Passage passage) {
        passages.remove(passage);
    }

    private void admit(ServerSocket at) {
        var thread = new Thread(() -> admitAll(at), "gate");
        thread.setDaemon(true);
        thread.start();
    }

    private void admitAll(ServerSocket at) {
        try {
            while (true) {
                var passage = new Passage(this, at.accept());
                passages.add(passage);
                passage.start();
            }
        } catch (IOException e) {
            // Shut, which ends it.
            Thread.onSpinWait();
        }
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
