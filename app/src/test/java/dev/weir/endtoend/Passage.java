package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One connection through a {@link Gate}: requests without bodies one way, whatever comes the other way. */
final class Passage {

    private static final int HEAD_BYTES_MAX = 16_384;
    private static final String HEARTBEAT = "\n: hb\n";

    private final Gate gate;
    private final Socket client;
    private volatile @Nullable Socket server;
    private int untilCut = Integer.MAX_VALUE;
    private String tail = "";

    Passage(Gate gate, Socket client) {
        this.gate = gate;
        this.client = client;
    }

    void start() {
        run(this::requests, "gate-requests");
    }

    synchronized void cutAfter(int bytes) {
        untilCut = bytes;
    }

    /** As a cable that breaks: both sides are reset, what was on its way is lost. */
    void cut() {
        reset(client);
        reset(server);
    }

    private void requests() {
        try (var in = client.getInputStream()) {
            for (var head = head(in); head != null; head = head(in)) {
                var answer = gate.meet(head);
                if (answer == null) {
                    server().getOutputStream().write(head.getBytes(ISO_8859_1));
                } else {
                    client.getOutputStream().write(answer);
                }
            }
        } catch (IOException e) {
            // The one or the other is gone.
            Thread.onSpinWait();
        } finally {
            end();
        }
    }

    private Socket server() throws IOException {
        var there = server;
        if (there == null) {
            var weir = gate.weir();
            there = new Socket(weir.getHost(), weir.getPort());
            server = there;
            var from = there.getInputStream();
            run(() -> answers(from), "gate-answers");
        }
        return there;
    }

    private void answers(InputStream from) {
        var buffer = new byte[8_192];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                int passes = passing(count);
                client.getOutputStream().write(buffer, 0, passes);
                gate.passedHeartbeats(heartbeats(new String(buffer, 0, passes, ISO_8859_1)));
                if (passes < count) {
                    cut();
                    gate.wasCut();
                }
            }
        } catch (IOException e) {
            // The one or the other is gone.
            Thread.onSpinWait();
        } finally {
            end();
        }
    }

    private synchronized int passing(int count) {
        int passes = Math.min(count, untilCut);
        if (untilCut != Integer.MAX_VALUE) {
            untilCut -= passes;
        }
        return passes;
    }

    private int heartbeats(String passed) {
        var text = tail + passed;
        int count = 0;
        int end = 0;
        for (int at = text.indexOf(HEARTBEAT); at >= 0; at = text.indexOf(HEARTBEAT, at + 1)) {
            count++;
            end = at + HEARTBEAT.length() - 1;
        }
        tail = text.substring(Math.max(end, text.length() - HEARTBEAT.length() + 1));
        return count;
    }

    /** Null at the end. */
    private static @Nullable String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() < HEAD_BYTES_MAX) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            if (next == '\n' && bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                return bytes.toString(ISO_8859_1);
            }
        }
        throw new IOException("head: more than " + HEAD_BYTES_MAX + " bytes");
    }

    private void end() {
        gate.forget(this);
        close(client);
        close(server);
    }

    private static void reset(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // It was closed already.
                Thread.onSpinWait();
            }
            close(socket);
        }
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void run(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
