package dev.weir.endtoend.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One connection that sends exactly the bytes it is told to, and takes the answers apart. Not for use by several threads. */
final class HostileClient implements AutoCloseable {

    /** For an answer, or the end. Longer than anything here takes on a machine that is busy. */
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    HostileClient(Door door) throws IOException {
        socket = door.open();
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** @param text one byte a character */
    void send(String text) {
        send(text.getBytes(ISO_8859_1));
    }

    /** A server that has closed already is no failure here: what it said before is still to be read. */
    void send(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            Thread.onSpinWait();
        }
    }

    /** From now on, for an answer or the end. */
    void waitFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
    }

    /** Nothing more will be sent; what comes can still be read. */
    void sendNoMore() throws IOException {
        socket.shutdownOutput();
    }

    /** Empty when the server closed the connection instead. */
    Optional<Answer> answer() throws IOException {
        return answer(true);
    }

    /** The same, to a HEAD. */
    Optional<Answer> answerToHead() throws IOException {
        return answer(false);
    }

    private Optional<Answer> answer(boolean withBody) throws IOException {
        var head = new StringBuilder();
        try {
            for (var line = line(); !line.isEmpty(); line = line()) {
                head.append(line).append("\r\n");
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("neither an answer nor the end: " + head, silent);
        } catch (IOException closed) {
            if (head.isEmpty()) {
                return Optional.empty();
            }
            throw closed;
        }
        int status = Integer.parseInt(
                head.substring(0, Math.max(0, head.indexOf("\r\n"))).split(" ", -1)[1]);
        var answer = new Answer(status, head.toString(), "");
        boolean bodiless = !withBody || status < 200 || status == 204 || status == 304;
        return Optional.of(bodiless ? answer : new Answer(status, head.toString(), body(answer)));
    }

    private String body(Answer answer) throws IOException {
        if (!answer.header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            var length = answer.header("Content-Length");
            return new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)), UTF_8);
        }
        var body = new ByteArrayOutputStream();
        for (int size = size(); size > 0; size = size()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toString(UTF_8);
    }

    private int size() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    /** Everything from here on, until these texts have come one after another, or the end. */
    String readUntil(String... wanted) throws IOException {
        var seen = new ByteArrayOutputStream();
        while (!has(seen.toString(UTF_8), wanted)) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            seen.write(b);
            seen.write(in.readNBytes(in.available()));
        }
        return seen.toString(UTF_8);
    }

    private static boolean has(String text, String... wanted) {
        int from = 0;
        for (var one : wanted) {
            int at = text.indexOf(one, from);
            if (at < 0) {
                return false;
            }
            from = at + one.length();
        }
        return true;
    }

    /** Whether the server has closed, with nothing more to read; a reset is an end, too. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Whether it stays open, with nothing to read, for so long. */
    boolean isSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException reset) {
            return false;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed within a line: " + line.toString(UTF_8));
            }
            line.write(b);
        }
        var text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
