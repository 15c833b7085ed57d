package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that does nothing but send: events rendered in blocks, each block to every client as soon as all have taken the
 * one before. What the bench's clients take from it is the most that they can show of any server.
 */
final class NullServer implements SelectorThread.Work, AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final byte[] HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocketChannel listener;
    private final FrameBlock block;
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer request = ByteBuffer.allocate(4096);
    private @Nullable SelectorThread thread;
    private @Nullable Selector selector;
    private boolean running;

    /** Clients that have not yet taken all of the block. */
    private int pending;

    private static final class Client {
        private final SocketChannel channel;
        private boolean greeted;
        private int position;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private NullServer(ServerSocketChannel listener, FrameBlock block) {
        this.listener = listener;
        this.block = block;
    }

    static NullServer start(Marker marker, int eventBytes, int events, Alarm alarm) {
        try {
            var listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            listener.configureBlocking(false);
            var server = new NullServer(listener, new FrameBlock(marker, eventBytes, events));
            server.thread = SelectorThread.start("bench-null-server", server, alarm);
            return server;
        } catch (IOException failure) {
            throw BenchStop.failed("null server: " + failure);
        }
    }

    String url() {
        return "http://127.0.0.1:" + listener.socket().getLocalPort() + "/";
    }

    /** Sends to all who have come, from now on. */
    void send() {
        onThread().run(() -> running = true);
    }

    /**
     * Sends no new block.
     *
     * @return the number of the last event
     */
    long stop() {
        onThread().run(() -> running = false);
        return onThread().call(block::lastNumber);
    }

    private SelectorThread onThread() {
        if (thread == null) {
            throw new IllegalStateException("null server: not started");
        }
        return thread;
    }

    @Override
    public void begin(Selector ofThread) {
        selector = ofThread;
        try {
            listener.register(ofThread, SelectionKey.OP_ACCEPT);
        } catch (IOException failure) {
            throw BenchStop.failed("null server: " + failure);
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            accept();
        } else if (key.isWritable()) {
            write((Client) key.attachment(), key);
        } else {
            read((Client) key.attachment(), key);
        }
    }

    private void accept() throws IOException {
        for (var channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Client(channel));
        }
    }

    /** Any bytes are a request: the clients are the bench's own, and send it in one write. */
    private void read(Client client, SelectionKey key) throws IOException {
        request.clear();
        int count;
        try {
            count = client.channel.read(request);
        } catch (IOException reset) {
            count = -1;
        }
        if (count < 0) {
            key.cancel();
            Quietly.close(client.channel);
            if (clients.remove(client) && client.position < block.length()) {
                pending = Math.max(0, pending - 1);
            }
        } else if (!client.greeted) {
            client.greeted = true;
            client.channel.write(ByteBuffer.wrap(HEAD));
            client.position = block.length();
            clients.add(client);
        }
    }

    @Override
    public long due() throws IOException {
        if (running && pending == 0 && !clients.isEmpty()) {
            block.renderNext();
            pending = clients.size();
            for (var client : clients) {
                client.position = 0;
                write(client, client.channel.keyFor(selector));
            }
        }
        return running && pending == 0 ? 0 : Long.MAX_VALUE;
    }

    private void write(Client client, SelectionKey key) throws IOException {
        client.position += client.channel.write(block.from(client.position));
        if (client.position == block.length()) {
            pending--;
            key.interestOps(SelectionKey.OP_READ);
        } else {
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    @Override
    public void close() {
        onThread().close();
        Quietly.close(listener);
    }
}
