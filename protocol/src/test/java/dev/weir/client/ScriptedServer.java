package dev.weir.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server of which each connection plays a script: it may say anything, or nothing. One request for each
 * connection.
 */
final class ScriptedServer implements AutoCloseable {

    private static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

    /** What one connection does, after its request was read. */
    @FunctionalInterface
    interface Script {
        void play(Connection connection) throws IOException;

        /** Then this, on the same connection. */
        default Script then(Script next) {
            return connection -> {
                play(connection);
                next.play(connection);
            };
        }
    }

    /** @param headers by their names in lower case */
    record Request(String method, String target, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final ServerSocket socket;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private volatile Script otherwise = Connection::hold;
    private volatile boolean closed;

    private ScriptedServer(ServerSocket socket) {
        this.socket = socket;
    }

    static ScriptedServer start() {
        return start(0);
    }

    static ScriptedServer start(int port) {
        try {
            var server = new ScriptedServer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
            thread("scripted-server", server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An address where nothing listens. */
    static URI nowhere() {
        try (var server = start()) {
            return server.uri();
        }
    }

    /** The next connections play these, in this order. */
    ScriptedServer script(Script... next) {
        scripts.addAll(List.of(next));
        return this;
    }

    /** What connections play for which there is no script; without it they say nothing. */
    ScriptedServer otherwise(Script script) {
        otherwise = script;
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    List<Connection> connections() {
        return connections;
    }

    /** A stream that is cut after this, without a word. */
    static Script stream(String body) {
        return text(STREAM_HEAD + "\r\n" + body);
    }

    /** A stream that stays open after this. */
    static Script open(String body) {
        return stream(body).then(Connection::hold);
    }

    static Script answer(int status, String headers, String body) {
        return text("HTTP/1.1 " + status + " X\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body);
    }

    static Script problem(int status, String type, String detail) {
        return answer(
                status,
                "Content-Type: application/problem+json\r\n",
                "{\"type\":\"urn:weir:problem:" + type + "\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
    }

    static Script text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static Script bytes(byte[] bytes) {
        return connection -> connection.write(bytes);
    }

    /** With the headers of a stream that is compressed. */
    static Script gzip(byte[] body) {
        return text(STREAM_HEAD + "Content-Encoding: gzip\r\n\r\n").then(bytes(body));
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(Connection::cut);
    }

    private void accept() {
        while (!closed) {
            try {
                var connection = new Connection(socket.accept());
                connections.add(connection);
                thread("scripted-connection", () -> serve(connection));
            } catch (IOException e) {
                // Closed, or the client has gone already.
                Thread.onSpinWait();
            }
        }
    }

    private void serve(Connection connection) {
        try {
            var request = connection.readRequest();
            connection.request = request;
            requests.add(request);
            var script = scripts.poll();
            (script == null ? otherwise : script).play(connection);
        } catch (IOException e) {
            // The client went: that is what it looks like from here.
        } finally {
            connection.cut();
        }
    }

    private static void thread(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, as its script sees it. */
    static final class Connection {

        private final Socket socket;
        private final AtomicLong written = new AtomicLong();
        private volatile boolean gone;
        private volatile @Nullable Request request;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(16 * 1024);
        }

        void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            written.addAndGet(bytes.length);
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The id that the client came with; empty for none. */
        String lastEventId() {
            var asked = request;
            return asked == null ? "" : asked.header("last-event-id");
        }

        /** How many bytes the kernel has taken. */
        long written() {
            return written.get();
        }

        /** Until the client goes. */
        void hold() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
            }
            gone = true;
        }

        /** Whether the client was seen to go, by a script that holds. */
        boolean isGone() {
            return gone;
        }

        /** With a reset, where {@link #cut} says goodbye. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        void cut() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Request readRequest() throws IOException {
            var in = socket.getInputStream();
            var line = readLine(in).split(" ", -1);
            var headers = new TreeMap<String, String>();
            for (var header = readLine(in); !header.isEmpty(); header = readLine(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Request(line[0], line[1], headers, body);
        }

        private static String readLine(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("the client went in the middle of its request");
                }
                if (b != '\r') {
                    line.write(b);
                }
            }
            return line.toString(StandardCharsets.UTF_8);
        }
    }
}
